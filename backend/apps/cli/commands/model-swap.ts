import { type Command, Option } from 'commander';
import type { SwapCell } from '../../../scoring/domain/validation/swap-set.ts';
import { type SwappedFile, swapFile } from '../../../scoring/swap-file.ts';
import { renderRecord, renderTable } from '../output.ts';
import type { Register } from '../program.ts';
import { addTarget, commandWarehouse, readModelFile, within } from './model-options.ts';
import { probability } from './model-score.ts';
import { share } from './model-tables.ts';

interface SwapOptions {
  readonly target: string;
  readonly bad?: string;
  readonly champion: string;
  readonly challenger: string;
  readonly approval: number;
  readonly cutOff?: number;
}

/** `credence model swap`. */
export function addSwap(model: Command, register: Register): void {
  const swap = addTarget(
    model
      .command('swap')
      .description('who is approved by one of two models and not by the other, and how those turned out')
      .argument('<file>', 'CSV or Parquet file with known outcomes'),
    true,
  )
    .requiredOption('--champion <file>', 'model in use, of any kind')
    .requiredOption('--challenger <file>', 'model to compare it with')
    .option('--approval <share>', 'share that each model approves at most', within(0.01, 0.99), 0.7)
    .addOption(
      new Option('--cut-off <probability>', 'decline what either model gives this probability of a bad outcome or more')
        .argParser(probability)
        .conflicts('approval'),
    );
  register(swap, async (context) => {
    const { target, bad, approval, cutOff, champion, challenger } = swap.opts<SwapOptions>();
    const swapped = await swapFile(await commandWarehouse(context), {
      path: swap.args[0] ?? '',
      champion: await readModelFile(champion, context),
      challenger: await readModelFile(challenger, context),
      outcome: { target, ...(bad === undefined ? {} : { bad }) },
      rule: cutOff === undefined ? { approvalRate: approval } : { champion: cutOff, challenger: cutOff },
    });
    context.output.answer(swapped, () => swappedText(swapped));
  });
}

function swappedText({ datasetHash, trainedOn, rows, bads, swap, auc }: SwappedFile): string {
  const line = (name: string, { rows: count, bads: own, badRate }: SwapCell) => [name, count, share(count / rows), own, share(badRate)];
  const approved = (other: SwapCell): SwapCell => {
    const [count, own] = [swap.bothApprove.rows + other.rows, swap.bothApprove.bads + other.bads];
    return { rows: count, bads: own, badRate: count === 0 ? null : own / count };
  };
  const head = {
    'content hash of the data': datasetHash,
    'trained on this data': trainedOn.length === 0 ? 'neither' : trainedOn.join(', '),
    rows,
    bads,
    'cut-off of the champion': share(swap.championCutOff),
    'cut-off of the challenger': share(swap.challengerCutOff),
    'AUC of the champion': share(auc.second),
    'AUC of the challenger': share(auc.first),
    'p (DeLong)': share(auc.pValue),
  };
  const table = renderTable(
    ['decision', 'rows', 'share', 'bads', 'bad rate'],
    [
      line('both approve', swap.bothApprove),
      line('swap in: challenger alone', swap.swapIn),
      line('swap out: champion alone', swap.swapOut),
      line('both decline', swap.bothDecline),
      line('approved by the champion', approved(swap.swapOut)),
      line('approved by the challenger', approved(swap.swapIn)),
    ],
  );
  return `${renderRecord(head)}\n\n${table}`;
}
