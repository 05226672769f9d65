import type { CharacteristicReport } from '../scorecard/characteristic-report.ts';
import { hashScorecard, type ScorecardDocument } from '../scorecard/scorecard-document.ts';
import type { ValidationReport } from '../validation-report.ts';
import type { ModelState } from '../registry/model-life.ts';
import { escapeHtml, htmlTable, unitPlot } from './html.ts';
import { type DocumentLanguage, MODEL_DOCUMENT_WORDS, type ModelDocumentWords } from './model-document-words.ts';

/** What a model document is made of. */
export interface ModelDocumentSource {
  readonly document: ScorecardDocument;
  readonly validation: Omit<ValidationReport, 'unseen'> & { readonly unseen?: ValidationReport['unseen'] };
  readonly characteristics: readonly CharacteristicReport[];
  readonly state: ModelState;
  /** Day on which it was trained, `YYYY-MM-DD`. */
  readonly trainedOn: string;
}

const OVERFIT_FROM = 0.05;
const MISCALIBRATED_BELOW = 0.05;
const CHANCE_FROM = 0.1;
const SMALL_BELOW = 0.02;

const STYLE = `body{font:14px/1.5 system-ui,"Noto Sans SC","PingFang SC","Microsoft YaHei",sans-serif;color:#161b22;max-width:900px;margin:32px auto;padding:0 20px}
h1{font-size:24px;margin:0}h2{font-size:17px;margin:28px 0 8px;border-bottom:1px solid #cdd3db;padding-bottom:4px}h3{font-size:14px;margin:18px 0 6px}
table{border-collapse:collapse;width:100%;font-size:13px;font-variant-numeric:tabular-nums}th,td{text-align:left;padding:4px 8px;border-bottom:1px solid #e1e5ea;vertical-align:top}
th{color:#525c69;font-weight:600}.n{text-align:right}code{font-size:12px;word-break:break-all}figure{display:inline-block;margin:8px 16px 8px 0;width:330px}figcaption{font-size:12px;color:#525c69}
svg text{font-size:11px;fill:#525c69}svg rect{fill:none;stroke:#cdd3db}.curve{fill:none;stroke:#2c58b3;stroke-width:2}.diagonal{stroke:#cdd3db;stroke-dasharray:4 4}circle{fill:#2c58b3}
footer{margin-top:32px;color:#525c69;font-size:12px}@media print{body{margin:0;max-width:none}h2,h3{break-after:avoid}tr,figure{break-inside:avoid}}`;

/**
 * The document of a model as one HTML page that needs nothing else: what it is, how it was made, how well it ranks and how true its
 * probabilities are, every point it gives, and what a reviewer should look at. It prints on paper as it stands.
 */
export function modelDocumentHtml(source: ModelDocumentSource, language: DocumentLanguage): string {
  const words = MODEL_DOCUMENT_WORDS[language];
  const { document, validation } = source;
  const { sections } = words;
  const part = (title: string, body: string) => `<section><h2>${escapeHtml(title)}</h2>\n${body}\n</section>`;
  const parts = [
    part(sections.identity, identityTable(source, words)),
    part(sections.method, `<p>${escapeHtml(words.method)}</p><p>${escapeHtml(scalingText(document, words))}</p>`),
    part(
      sections.findings,
      `<ul>${findingsOf(source, words)
        .map((text) => `<li>${escapeHtml(text)}</li>`)
        .join('')}</ul>`,
    ),
    part(sections.ranking, rankingPart(validation, words)),
    part(sections.calibration, calibrationPart(validation, words)),
    ...(validation.unseen === undefined ? [] : [part(sections.gains, gainsTable(validation.unseen.gains, words))]),
    part(sections.characteristics, characteristicTable(source, words)),
    part(sections.left, leftTable(source.characteristics, words)),
    part(sections.grades, gradeTable(validation, words)),
    part(sections.bins, binTables(source.characteristics, words)),
  ];
  const title = `${words.title}: ${document.name}`;
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><header><h1>${escapeHtml(document.name)}</h1><p>${escapeHtml(words.title)} · ${escapeHtml(words.subtitle)}</p></header>
${parts.join('\n')}
<footer>${escapeHtml(words.foot)}</footer></body></html>
`;
}

const share = (value: number, digits = 2) => `${(value * 100).toFixed(digits)}%`;
const figure = (value: number | null, digits = 4) => (value === null ? null : value.toFixed(digits));
/** Probabilities below what is shown are said to be so. */
const chance = (value: number) => (value < 0.0001 ? '<0.0001' : value.toFixed(4));

function identityTable({ document, state, trainedOn }: ModelDocumentSource, words: ModelDocumentWords): string {
  const { training } = document;
  const rows: [string, string][] = [
    [words.identity.hash, hashScorecard(document)],
    [words.identity.data, training.datasetHash],
    [words.identity.rows, String(training.rows)],
    [words.identity.bads, `${training.bads} (${share(training.bads / training.rows)})`],
    [words.identity.excluded, training.excluded.length === 0 ? words.none : training.excluded.join(', ')],
    [words.identity.state, words.state[state]],
    [words.identity.trained, trainedOn],
  ];
  const body = rows.map(([name, value]) => `<tr><th scope="row">${escapeHtml(name)}</th><td><code>${escapeHtml(value)}</code></td></tr>`);
  return `<table><tbody>${body.join('')}</tbody></table>`;
}

function scalingText({ scaling }: ScorecardDocument, words: ModelDocumentWords): string {
  return words.scaling(String(scaling.pdo), String(scaling.baseScore), String(scaling.baseOdds));
}

/** What the rules of this file find; never empty. */
export function findingsOf({ validation, characteristics }: ModelDocumentSource, { findings }: ModelDocumentWords): string[] {
  const selected = characteristics.filter((row) => row.selected);
  const names = (rows: readonly CharacteristicReport[]) => rows.map(({ name }) => name).join(', ');
  const { auc, crossValidation, unseen } = validation;
  const weak = selected.filter(({ pValue }) => pValue !== null && pValue >= CHANCE_FROM);
  const small = selected.filter(({ bins }) => bins.some((bin) => bin.count > 0 && bin.share < SMALL_BELOW));
  const changed = characteristics.filter(({ edits }) => edits.length > 0);
  const found = [
    ...(auc - crossValidation.auc >= OVERFIT_FROM ? [findings.overfit(auc.toFixed(4), crossValidation.auc.toFixed(4))] : []),
    ...(unseen !== undefined && unseen.hosmerLemeshow.pValue < MISCALIBRATED_BELOW
      ? [findings.miscalibrated(chance(unseen.hosmerLemeshow.pValue))]
      : []),
    ...(weak.length > 0 ? [findings.insignificant(names(weak))] : []),
    ...(small.length > 0 ? [findings.small(names(small))] : []),
    ...(changed.length > 0 ? [findings.byHand(names(changed))] : []),
  ];
  return found.length === 0 ? [findings.fine] : found;
}

function rankingPart(validation: ModelDocumentSource['validation'], words: ModelDocumentWords): string {
  const { crossValidation: crossed, unseen } = validation;
  const interval = unseen === undefined ? null : `${unseen.auc.lower.toFixed(4)} – ${unseen.auc.upper.toFixed(4)}`;
  const rows = [
    ['AUC', figure(crossed.auc), figure(validation.auc), interval],
    ['Gini', figure(crossed.gini), figure(validation.gini), null],
    ['KS', figure(crossed.ks), figure(validation.ks), null],
    ['Brier', figure(crossed.brier), figure(validation.brier), null],
    ['Log loss', figure(crossed.logLoss), figure(validation.logLoss), null],
    ...(unseen === undefined ? [] : [['H', figure(unseen.hMeasure), null, null]]),
  ];
  const head = [words.figure.figure, words.figure.unseen, words.figure.training, words.figure.interval];
  const folds = crossed.folds.map(({ fold, auc, ks, gini }) => [fold, figure(auc), figure(ks), figure(gini)]);
  return `${htmlTable(head, rows)}
${unitPlot({ ...words.roc, points: validation.roc, hasDots: false })}
${htmlTable([words.figure.fold, 'AUC', 'KS', 'Gini'], folds)}`;
}

function calibrationPart({ calibration, unseen }: ModelDocumentSource['validation'], words: ModelDocumentWords): string {
  const rows = calibration.map(({ lowerScore, upperScore, count, predicted, observed }) => [
    `${lowerScore} – ${upperScore}`,
    count,
    share(predicted),
    share(observed),
  ]);
  const tests =
    unseen === undefined
      ? ''
      : `<p>Hosmer-Lemeshow: χ² ${unseen.hosmerLemeshow.chiSquare.toFixed(2)} (${unseen.hosmerLemeshow.degreesOfFreedom}), p ${chance(unseen.hosmerLemeshow.pValue)}; Spiegelhalter: z ${unseen.spiegelhalter.z.toFixed(2)}, p ${chance(unseen.spiegelhalter.pValue)}</p>`;
  const points = calibration.map(({ predicted, observed }) => ({ x: predicted, y: observed })).sort((a, b) => a.x - b.x);
  const { scores, rows: count, predicted, observed } = words.calibration;
  return `${htmlTable([scores, count, predicted, observed], rows)}${tests}${unitPlot({ ...words.reliability, points, hasDots: true })}`;
}

function gainsTable(gains: ValidationReport['unseen']['gains'], words: ModelDocumentWords): string {
  const { band, bads, badRate, lift, cumulativeBads, cumulativeGoods } = words.gains;
  return htmlTable(
    [band, words.calibration.rows, bads, badRate, lift, cumulativeBads, cumulativeGoods],
    gains.map((row) => [
      `${row.lowerScore} – ${row.upperScore}`,
      row.rows,
      row.bads,
      share(row.badRate),
      row.lift.toFixed(2),
      share(row.cumulativeBads, 1),
      share(row.cumulativeGoods, 1),
    ]),
  );
}

function characteristicTable({ characteristics }: ModelDocumentSource, words: ModelDocumentWords): string {
  const { name, trend, coefficient, error, pValue, bins, points } = words.characteristic;
  const rows = characteristics
    .filter((row) => row.selected)
    .map((row) => {
      const given = row.bins.filter((bin) => bin.count > 0).map((bin) => bin.points);
      const span = `${Math.min(...given)} – ${Math.max(...given)}`;
      const tested = row.pValue === null ? null : chance(row.pValue);
      return [row.name, row.trend, row.iv.toFixed(4), figure(row.coefficient), figure(row.standardError), tested, row.bins.length, span];
    });
  return htmlTable([name, trend, 'IV', coefficient, error, pValue, bins, points], rows);
}

function leftTable(characteristics: readonly CharacteristicReport[], words: ModelDocumentWords): string {
  const rows = characteristics
    .filter((row) => !row.selected)
    .map((row) => [
      row.name,
      row.iv.toFixed(4),
      row.dropReason === null ? null : words.drop[row.dropReason],
      figure(row.dropValue),
      row.dropOther,
    ]);
  if (rows.length === 0) return `<p>${escapeHtml(words.none)}</p>`;
  return htmlTable([words.characteristic.name, 'IV', words.left.reason, words.left.value, words.left.other], rows);
}

function gradeTable({ grades }: ModelDocumentSource['validation'], words: ModelDocumentWords): string {
  const { grade, from, rows, badRate } = words.grade;
  return htmlTable(
    [grade, from, rows, badRate],
    grades.map((row) => [row.grade, row.minScore, row.count, share(row.badRate)]),
  );
}

function binTables(characteristics: readonly CharacteristicReport[], words: ModelDocumentWords): string {
  const { bin, rows, share: part, badRate } = words.bin;
  return characteristics
    .filter((row) => row.selected)
    .map(({ name, bins }) => {
      const cells = bins
        .filter(({ count }) => count > 0)
        .map((row) => [row.label, row.count, share(row.share, 1), share(row.badRate), figure(row.woe), row.points]);
      return `<h3>${escapeHtml(name)}</h3>${htmlTable([bin, rows, part, badRate, 'WOE', words.characteristic.points], cells)}`;
    })
    .join('\n');
}
