import type { CellValue } from '../../intake/domain/columns.ts';
import { canonicalJson } from '../../kernel/canonical-json.ts';
import { open, seal } from '../../platform/vault/vault.ts';

export type ScoreInputs = Readonly<Record<string, CellValue>>;

/** Bound to customer, run and card: sealed inputs of one score open for no other. */
function contextOf({ customerId, runId, scorecardHash }: InputPlace): string {
  return `score-inputs:${customerId}:${runId}:${scorecardHash}`;
}

export interface InputPlace {
  readonly customerId: string;
  readonly runId: string;
  readonly scorecardHash: string;
}

/** What a card read of a customer, sealed under the customer's key: it goes when the key goes. */
export function sealInputs(key: Uint8Array, inputs: ScoreInputs, place: InputPlace): Uint8Array<ArrayBuffer> {
  return seal(key, new TextEncoder().encode(canonicalJson(inputs)), contextOf(place));
}

/** @throws {@link DomainError} `sealed_text_unreadable` */
export function openInputs(key: Uint8Array, sealed: Uint8Array, place: InputPlace): ScoreInputs {
  return JSON.parse(new TextDecoder().decode(open(key, sealed, contextOf(place))));
}
