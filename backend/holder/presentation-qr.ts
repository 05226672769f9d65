import { encodeCbor, qrText } from '../attestation/file-forms.ts';
import { parsePresentation } from '../attestation/domain/parse-presentation.ts';
import type { Presentation } from '../attestation/domain/presentation.ts';

/** More makes a QR code that ordinary cameras fail to read. */
const QR_LIMIT = 1500;

/** The text of a QR code, and how many bytes it stands for. */
export interface PresentationQr {
  readonly text: string;
  readonly bytes: number;
}

/** Null when the presentation does not fit into one code. */
export function presentationQr(presentation: Presentation): PresentationQr | null {
  const bytes = encodeCbor(presentation).length;
  return bytes > QR_LIMIT ? null : { text: qrText(presentation), bytes };
}

/** Of a presentation file that has been found well-formed. @throws {@link DomainError} `credential_malformed` */
export function qrOfFile(file: unknown): PresentationQr | null {
  return presentationQr(parsePresentation(file));
}
