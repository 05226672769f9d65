import type { DomainError } from '../../../kernel/errors.ts';
import type { Address, Hash32, Hex } from '../../../kernel/hex.ts';
import type { ChainReceipt } from '../chain-values.ts';
import type { FeeOffer } from '../chain-client.ts';

/** Bytes that were signed once; broadcasting them again changes nothing. */
export interface SignedBytes {
  readonly raw: Hex;
  readonly txHash: Hash32;
}

/** What the transaction does, fixed from the moment it is ordered. */
export interface TransactionOrder {
  readonly id: string;
  readonly target: Address;
  readonly data: Hex;
  readonly value: bigint;
}

/** A transaction that is not yet final or failed. */
export type OpenTransaction =
  | (TransactionOrder & { readonly state: 'new' })
  | (TransactionOrder & {
      readonly state: 'signed' | 'mined';
      readonly nonce: number;
      readonly signed: SignedBytes;
      /** The same transaction under the same nonce with lower fees: the chain may take any one of them. */
      readonly earlier: readonly SignedBytes[];
      readonly blockHash: Hash32 | null;
    });
export type SentTransaction = Exclude<OpenTransaction, { state: 'new' }>;

export interface Offer extends FeeOffer {
  readonly gas: bigint;
}

/** The rows of one sender. Each change is one durable transaction. */
export interface SubmitterStore {
  /** Oldest first; those that have a nonce, by nonce. */
  readOpen(): Promise<readonly OpenTransaction[]>;
  /** Of all rows, also settled ones. */
  highestNonce(): Promise<number | null>;
  /** new -> signed; false when another submitter has taken over, and then nothing may be broadcast. */
  saveSigned(id: string, nonce: number, signed: SignedBytes): Promise<boolean>;
  /** signed -> signed with other fees; the old bytes stay known. */
  saveReplacement(id: string, signed: SignedBytes): Promise<boolean>;
  /** signed -> mined, or mined -> mined in another block. */
  saveMined(id: string, receipt: ChainReceipt): Promise<void>;
  /** mined -> signed: its block is gone. */
  saveVanished(id: string): Promise<void>;
  saveFinal(id: string, receipt: ChainReceipt): Promise<void>;
  saveFailed(id: string, reason: DomainError, receipt: ChainReceipt | null): Promise<void>;
}

/** What the submitter asks of the chain for one sender. */
export interface SubmitterChain {
  headNumber(): Promise<bigint>;
  receipt(txHash: Hash32): Promise<ChainReceipt | null>;
  /** Transactions of the sender in blocks. */
  nonce(): Promise<number>;
  send(raw: Hex): Promise<void>;
  /** Gas with room to spare, and fees. @throws {DomainError} `chain_reverted` when the contract would refuse */
  offer(order: TransactionOrder): Promise<Offer>;
  /** Why the contract refused a transaction that is in a block. */
  explain(order: TransactionOrder, receipt: ChainReceipt): Promise<DomainError>;
}

export type SignOrder = (order: TransactionOrder, nonce: number, offer: Offer) => Promise<SignedBytes>;
