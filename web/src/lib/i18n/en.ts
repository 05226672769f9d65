import type { zh } from './zh.ts';
import { action, actor, chart, fault, frame, key, nav, provenance, role, state, table, upload } from '../../app/words.en.ts';
import { board } from '../../features/board/words.en.ts';
import { bulk } from '../../features/bulk/words.en.ts';
import { keys } from '../../features/keys/words.en.ts';
import { log } from '../../features/log/words.en.ts';
import { me } from '../../features/me/words.en.ts';
import { outlook } from '../../features/outlook/words.en.ts';
import { pools } from '../../features/pools/words.en.ts';
import { portfolio } from '../../features/portfolio/words.en.ts';
import { present } from '../../features/present/words.en.ts';
import { profile } from '../../features/profile/words.en.ts';
import { ratings } from '../../features/ratings/words.en.ts';
import { revocations } from '../../features/revocations/words.en.ts';
import { registry } from '../../features/registry/words.en.ts';
import { requests } from '../../features/requests/words.en.ts';
import { watch } from '../../features/watch/words.en.ts';
import { customers } from '../../features/customers/words.en.ts';
import { deals } from '../../features/deals/words.en.ts';
import { home } from '../../features/home/words.en.ts';
import { evidence, ledger } from '../../features/ledger/words.en.ts';
import { modelWatch } from '../../features/model-watch/words.en.ts';
import { scorecard } from '../../features/scorecard/words.en.ts';
import { servicing } from '../../features/servicing/words.en.ts';
import { signIn } from '../../features/sign-in/words.en.ts';
import { structure } from '../../features/structure/words.en.ts';
import { studio } from '../../features/studio/words.en.ts';
import { system } from '../../features/system/words.en.ts';
import { tapes } from '../../features/tapes/words.en.ts';
import { trade } from '../../features/trade/words.en.ts';
import { verify } from '../../features/verify/words.en.ts';

/** Texts with the same keys as {@link zh}, in English. */
type Texts<T> = { readonly [K in keyof T]: T[K] extends string ? string : Texts<T[K]> };

export const en: Texts<typeof zh> = {
  action,
  actor,
  board,
  bulk,
  chart,
  customers,
  deals,
  evidence,
  fault,
  frame,
  home,
  key,
  keys,
  ledger,
  log,
  me,
  modelWatch,
  nav,
  outlook,
  pools,
  portfolio,
  present,
  profile,
  provenance,
  ratings,
  registry,
  requests,
  revocations,
  role,
  scorecard,
  servicing,
  signIn,
  state,
  structure,
  studio,
  system,
  table,
  tapes,
  trade,
  upload,
  verify,
  watch,
};
