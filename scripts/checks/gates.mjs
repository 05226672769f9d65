import { borders } from './gates/borders.mjs';
import { deadCode } from './gates/dead-code.mjs';
import { format } from './gates/format.mjs';
import { generated } from './gates/generated.mjs';
import { lint } from './gates/lint.mjs';
import { promises } from './gates/promises.mjs';
import { solidityFormat, solidityLint } from './gates/solidity.mjs';
import { translations } from './gates/translations.mjs';
import { types } from './gates/types.mjs';
import { webSize } from './gates/web-size.mjs';
import { words } from './gates/words.mjs';

/** Every gate of `npm run check`, the quick ones first. */
export const GATES = [
  borders,
  words,
  translations,
  format,
  lint,
  promises,
  types,
  deadCode,
  solidityLint,
  solidityFormat,
  generated,
  webSize,
];
