import { canonicalJson, jsonOf } from '../../../kernel/canonical-json.ts';
import { InvariantError } from '../../../kernel/errors.ts';
import type { Hash32 } from '../../../kernel/hex.ts';
import { keccakHex } from '../../../kernel/keccak.ts';
import type { BinRange, Trend } from '../binning/bins.ts';
import type { BinEdit } from '../binning/edit-bins.ts';
import type { Wording } from '../explain/reason-wording.ts';
import type { SegmentTree } from '../segments/segment-tree.ts';
import type { Grade, ScalingOptions } from './scaling.ts';

export const SCORECARD_TYPE = 'CredenceScorecard';
export const SCORECARD_VERSION = 1;

/** One attribute of a characteristic: where values fall, what training saw there, what it is worth. */
export type DocumentBin = BinRange & { readonly goods: number; readonly bads: number; readonly woe: number; readonly points: number };

export interface DocumentCharacteristic {
  readonly name: string;
  readonly kind: 'numeric' | 'categorical';
  readonly trend: Trend;
  readonly iv: number;
  readonly coefficient: number;
  readonly standardError: number;
  readonly pValue: number;
  /** Reason code given when this characteristic costs points. */
  readonly reason: string;
  /** Words for a customer; absent where they are made from the name and the attribute. */
  readonly wording?: Wording;
  /** Changes by hand that led to the bins; absent without. */
  readonly edits?: readonly BinEdit[];
  readonly bins: readonly DocumentBin[];
}

/**
 * A scorecard as data: all that is needed to score a row and to say why. Its hash names it; the same hash
 * scores the same forever, since scoring only adds whole points.
 */
export interface ScorecardDocument {
  readonly type: typeof SCORECARD_TYPE;
  readonly version: typeof SCORECARD_VERSION;
  readonly name: string;
  readonly training: {
    readonly datasetHash: string;
    readonly rows: number;
    readonly goods: number;
    readonly bads: number;
    readonly excluded: readonly string[];
  };
  readonly regression: {
    readonly intercept: number;
    readonly ridge: number;
    /** Absent without. */
    readonly lasso?: number;
    readonly nonNegative: boolean;
  };
  readonly scaling: ScalingOptions & { readonly factor: number; readonly offset: number; readonly basePoints: number };
  readonly characteristics: readonly DocumentCharacteristic[];
  readonly grades: readonly Grade[];
  /** keccak256 of the canonical JSON of all other members; absent in the cards of segments, which are sealed together, and in old cards. */
  readonly seal?: Hash32;
}

export const SEGMENTED_TYPE = 'CredenceSegmentedScorecard';
export const SEGMENTED_VERSION = 1;

/** A segment and the card that scores its rows. */
export interface Segment {
  /** `S1`, `S2` and so on from left to right; null for the only segment of a card without any. */
  readonly segment: string | null;
  readonly card: ScorecardDocument;
}

/**
 * Cards of several segments on one scale: tests lead a row to one segment, whose card scores it. Scores compare, since every card has
 * the same points to double the odds, base and grades; a reason code means the same characteristic in each.
 */
export interface SegmentedDocument extends Pick<ScorecardDocument, 'name' | 'training' | 'grades'> {
  readonly type: typeof SEGMENTED_TYPE;
  readonly version: typeof SEGMENTED_VERSION;
  readonly scaling: Omit<ScorecardDocument['scaling'], 'basePoints'>;
  readonly tree: SegmentTree<Segment>;
  /** keccak256 of the canonical JSON of all other members: a file in which one was changed is refused. */
  readonly seal: Hash32;
}

/** Whatever scores a row. */
export type ScoringDocument = ScorecardDocument | SegmentedDocument;

/** The document with its seal. */
export function sealSegmented(document: Omit<SegmentedDocument, 'seal'>): SegmentedDocument {
  return { ...document, seal: keccakOf(document) };
}

/** The card with its seal: a file in which one byte was changed is refused, not taken for another card. */
export function sealScorecard({ seal: _, ...document }: ScorecardDocument): ScorecardDocument {
  return { ...document, seal: keccakOf(document) };
}

/** Whether the seal is that of the other members. */
export function isSealed({ seal, ...rest }: { readonly seal?: unknown }): boolean {
  try {
    return seal === keccakOf(rest);
  } catch (error) {
    // What canonical JSON cannot hold, such as 1e999, was never sealed.
    if (error instanceof InvariantError) return false;
    throw error;
  }
}

function keccakOf(value: object): Hash32 {
  return keccakHex(new TextEncoder().encode(canonicalJson(jsonOf(value))));
}

/** A document that its hash names, of any kind. */
interface NamedDocument {
  readonly type: string;
  readonly version: number;
}

/** Canonical JSON of `document`: the bytes that are hashed and handed out. */
export function scorecardText(document: NamedDocument): string {
  return canonicalJson(jsonOf(document));
}

/** keccak256 of the canonical JSON. */
export function hashScorecard(document: NamedDocument): Hash32 {
  return keccakOf(document);
}
