import { canonicalJson, jsonOf } from '../../../kernel/canonical-json.ts';
import type { Hash32 } from '../../../kernel/hex.ts';
import { keccakHex } from '../../../kernel/keccak.ts';

export const TREE_MODEL_TYPE = 'CredenceTreeModel';
export const TREE_MODEL_VERSION = 1;

/** What a model reads. A level that is not listed counts as missing. */
export type TreeInput =
  | { readonly name: string; readonly kind: 'numeric' }
  | { readonly name: string; readonly kind: 'categorical'; readonly levels: readonly string[] };

/** `cover` is the weight of the training rows that came by. */
export interface DocumentLeaf {
  readonly value: number;
  readonly cover: number;
}

/** Numbers below `below` go left, all numbers when it is null. */
export interface DocumentCut {
  readonly input: number;
  readonly below: number | null;
  readonly missing: 'left' | 'right';
}

/** The levels at these places of the input's list go left. */
export interface DocumentSubset {
  readonly input: number;
  readonly levels: readonly number[];
  readonly missing: 'left' | 'right';
}

export type DocumentNode = DocumentLeaf | DocumentCut | DocumentSubset;

/** Nodes in preorder: the left child follows its parent, the right one follows all of the left. */
export type DocumentTree = readonly DocumentNode[];

export type TreeModelKind = 'boosting' | 'cart' | 'forest';

export interface TreeTraining {
  readonly datasetHash: string;
  readonly rows: number;
  readonly goods: number;
  readonly bads: number;
}

/**
 * A model of trees as data. Boosting: log-odds are `base` plus one leaf value of each tree. Cart and forest: the
 * probability is the mean of one leaf value of each tree. Its numbers come from the four operations on doubles alone,
 * so that the same rows give the same bytes, and the same hash, on every machine.
 */
export interface TreeModelDocument {
  readonly type: typeof TREE_MODEL_TYPE;
  readonly version: typeof TREE_MODEL_VERSION;
  readonly kind: TreeModelKind;
  readonly name: string;
  readonly training: TreeTraining;
  /** What it was trained with. */
  readonly options: Readonly<Record<string, string | number>>;
  readonly inputs: readonly TreeInput[];
  readonly base: number;
  readonly trees: readonly DocumentTree[];
  /** {@link hashTreeModel} of all other members: a changed byte shows. */
  readonly contentHash: Hash32;
}

/** keccak256 of the canonical JSON of all members but `contentHash`: the name of the model. */
export function hashTreeModel(document: Omit<TreeModelDocument, 'contentHash'>): Hash32 {
  const { contentHash: _, ...content } = document as TreeModelDocument;
  return keccakHex(new TextEncoder().encode(canonicalJson(jsonOf(content))));
}

/** Adds the hash of the content. */
export function sealTreeModel(content: Omit<TreeModelDocument, 'contentHash'>): TreeModelDocument {
  return { ...content, contentHash: hashTreeModel(content) };
}

/** Canonical JSON of `document`: the bytes of a model file. */
export function treeModelText(document: TreeModelDocument): string {
  return canonicalJson(jsonOf(document));
}
