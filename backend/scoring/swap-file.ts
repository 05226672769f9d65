import { compileForm, inputsOf } from './domain/model-file/model-form.ts';
import type { StoredModel } from './domain/model-file/read-model.ts';
import { type AucComparison, compareAuc } from './domain/validation/delong.ts';
import { type SwapRule, type SwapSet, swapSet } from './domain/validation/swap-set.ts';
import { loadColumns } from '../intake/load-columns.ts';
import { hashData } from '../intake/hash-data.ts';
import type { Warehouse } from '../platform/warehouse/warehouse.ts';
import { type OutcomeOrder, openModelData, readOutcomes } from './open-card-data.ts';

export interface SwapFileOrder {
  readonly path: string;
  readonly champion: StoredModel;
  readonly challenger: StoredModel;
  readonly outcome: OutcomeOrder;
  /** Cut-offs are probabilities of a bad outcome: as risky or riskier is declined. */
  readonly rule: SwapRule;
}

export interface SwappedFile {
  readonly datasetHash: string;
  /** Which of the models was trained on this very data. */
  readonly trainedOn: readonly ('champion' | 'challenger')[];
  readonly rows: number;
  readonly bads: number;
  readonly swap: SwapSet;
  /** First the challenger. */
  readonly auc: AucComparison;
}

/**
 * Compares the decisions of two models on the rows of a file.
 * @throws {@link DomainError} what reading the file throws, `scorecard_column_missing`, `column_kind_mismatch`, `setting_invalid`
 */
export async function swapFile(warehouse: Warehouse, order: SwapFileOrder): Promise<SwappedFile> {
  const models = [order.champion, order.challenger] as const;
  const inputs = models.flatMap(({ form }) => inputsOf(form));
  const file = await openModelData(warehouse, order.path, inputs);
  const datasetHash = await hashData(warehouse, file);
  const target = await readOutcomes(warehouse, file, order.outcome);
  const columns = await loadColumns(warehouse, file, [...new Set(inputs.map(({ name }) => name))]);
  const predict = ({ form }: StoredModel) => compileForm(form).predict(columns, file.rows);
  const risks = { champion: predict(order.champion), challenger: predict(order.challenger) };
  return {
    datasetHash,
    trainedOn: (['champion', 'challenger'] as const).filter((role) => order[role].training.datasetHash === datasetHash),
    rows: target.length,
    bads: target.reduce((sum, outcome) => sum + outcome, 0),
    swap: swapSet(risks, target, order.rule),
    auc: compareAuc(risks.challenger, risks.champion, target),
  };
}
