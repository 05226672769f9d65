import { describeInputs } from './describe-tree.ts';
import type { TrainingMatrix } from './training-matrix.ts';
import {
  type DocumentTree,
  sealTreeModel,
  TREE_MODEL_TYPE,
  TREE_MODEL_VERSION,
  type TreeModelDocument,
  type TreeModelKind,
} from './tree-document.ts';
import { plainOptions } from './tree-options.ts';

/** What the document says about where the model comes from. */
export interface ModelOrigin {
  readonly name: string;
  readonly datasetHash: string;
}

interface ModelParts {
  readonly kind: TreeModelKind;
  readonly options: object;
  readonly base: number;
  readonly trees: readonly DocumentTree[];
}

/** The document of a model that was grown on `matrix`. */
export function sealModel(origin: ModelOrigin, matrix: TrainingMatrix, { kind, options, base, trees }: ModelParts): TreeModelDocument {
  const bads = matrix.target.reduce((count, outcome) => count + outcome, 0);
  return sealTreeModel({
    type: TREE_MODEL_TYPE,
    version: TREE_MODEL_VERSION,
    kind,
    name: origin.name,
    training: { datasetHash: origin.datasetHash, rows: matrix.rows, goods: matrix.rows - bads, bads },
    options: plainOptions(options),
    inputs: describeInputs(matrix.columns),
    base,
    trees,
  });
}
