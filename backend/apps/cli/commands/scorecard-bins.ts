import type { Command } from 'commander';
import { z } from 'zod';
import { StudioBins, StudioOpening } from '../../../scoring/studio/schemas.ts';
import type { ApiClient } from '../api-client.ts';
import { renderRecord, renderTable } from '../output.ts';
import type { Register } from '../program.ts';
import { readObject } from './score-reasons.ts';

const DIGITS = 4;

/** A figure, and where changes by hand moved it, from where. */
function beside(value: number, automatic: number): string {
  const text = value.toFixed(DIGITS);
  return value === automatic ? text : `${text} (automatic: ${automatic.toFixed(DIGITS)})`;
}

function renderBins({ attribute, kind, figures, automatic, bins, card }: StudioBins): string {
  const head = {
    attribute: `${attribute} (${kind})`,
    trend: figures.trend,
    IV: beside(figures.iv, automatic.iv),
    AUC: beside(figures.auc, automatic.auc),
    Gini: beside(figures.gini, automatic.gini),
    'Jensen-Shannon': beside(figures.jensenShannon, automatic.jensenShannon),
    quality: beside(figures.quality, automatic.quality),
    'AUC of the card': card.coefficient === null ? 'the attribute is not in the card' : beside(card.auc, card.automatic),
  };
  const rows = bins.map((bin, place) => [
    bin.label,
    bin.count,
    bin.bads,
    bin.badRate.toFixed(DIGITS),
    bin.woe.toFixed(DIGITS),
    bin.iv.toFixed(DIGITS),
    place === 0 ? '' : (figures.pValues[place - 1]?.toFixed(DIGITS) ?? ''),
  ]);
  return `${renderRecord(head)}\n\n${renderTable(['bin', 'count', 'bads', 'bad rate', 'WOE', 'IV', 'p to the one before'], rows)}`;
}

const Answer = z.union([StudioBins, StudioOpening]);

/** Asks until the customers of the source are open; each answer of the API waits for them as long as it can. */
async function askBins(api: ApiClient, request: object): Promise<StudioBins> {
  for (;;) {
    const answer = await api.post(Answer, '/v1/studio/bins', request);
    if (!('state' in answer)) return answer;
  }
}

/** Bins of one attribute before a card is trained, with changes by hand. */
export function addBinsCommand(scorecard: Command, register: Register): void {
  const bins = scorecard
    .command('bins')
    .description('bins of one attribute of a source, with their figures and what changes by hand do to the card')
    .argument('<source>', 'source of the customers')
    .argument('<attribute>')
    .option('--edits <file>', 'JSON object with a list of changes by attribute, as `edits` of the training has it');
  register(bins, async ({ api, output }) => {
    const [source, attribute] = bins.args;
    const { edits: path } = bins.opts<{ edits?: string }>();
    const edits = path === undefined ? {} : await readObject(path);
    const view = await askBins(await api(), { source, attribute, edits });
    output.answer(view, () => renderBins(view));
  });
}
