import type { CharacteristicReport } from '../scorecard/characteristic-report.ts';
import { pathLabel } from '../segments/condition-label.ts';
import type { Condition } from '../segments/segment-tree.ts';
import { CHANCE, type Segmentation } from '../segments/train-document.ts';
import { rankingFigures, type ValidationReport } from '../validation-report.ts';
import type { DocumentBlock, DocumentSection } from './document-block.ts';
import type { DocumentLanguage } from './model-document-words.ts';

/** A segment as the model document tells it. */
export interface DocumentSegment {
  readonly segment: string;
  readonly path: readonly Condition[];
  readonly validation: Pick<ValidationReport, 'rows' | 'bads' | 'auc' | 'ks' | 'gini' | 'crossValidation'>;
  readonly characteristics: readonly CharacteristicReport[];
}

const WORDS = {
  en: {
    title: 'Segments',
    head: ['Segment', 'Rows that it takes', 'Rows', 'Bads', 'Bad rate', 'AUC, unseen rows', 'KS, unseen rows'],
    scale: 'Each segment has a card of its own; all are on one scale with one set of grades, so that scores compare.',
    given: 'The segments were given by a person.',
    found: 'The segments were found by a search that was repeated inside each fold.',
    none: 'A search for segments found none to try: one card is kept.',
    refused: 'A search proposed segments that do not rank unseen rows better than one card beyond chance: one card is kept.',
    better: 'By this test one card would be better.',
    compared: (segmented: string, single: string, difference: string, pValue: string) =>
      `AUC on unseen rows ${segmented} by segments, ${single} by one card: difference ${difference}, p = ${pValue} (DeLong, paired).`,
  },
  zh: {
    title: '客群细分',
    head: ['客群', '包含的样本', '样本数', '坏样本', '坏账率', 'AUC（未见样本）', 'KS（未见样本）'],
    scale: '每个客群各有一张评分卡；全部使用同一分数刻度与同一套等级，分数可以互相比较。',
    given: '客群由人工给定。',
    found: '客群由搜索得出，搜索在每一折内重新进行。',
    none: '搜索没有找到值得一试的客群：保留单一评分卡。',
    refused: '搜索提出的客群在未见样本上的排序并不显著优于单一评分卡：保留单一评分卡。',
    better: '按此检验，单一评分卡更好。',
    compared: (segmented: string, single: string, difference: string, pValue: string) =>
      `未见样本 AUC：细分后 ${segmented}，单一评分卡 ${single}；差 ${difference}，p = ${pValue}（DeLong 配对检验）。`,
  },
} as const;

const four = (value: number) => value.toFixed(4);

function outcomeOf({ source, used, segments }: Segmentation, words: (typeof WORDS)[DocumentLanguage]): string {
  if (used) return words[source];
  return segments.length === 0 ? words.none : words.refused;
}

/** The section on segments: what they are, and what they gain; null where nobody asked for any. */
export function segmentSection(
  segments: readonly DocumentSegment[],
  segmentation: Segmentation | undefined,
  language: DocumentLanguage,
): DocumentSection | null {
  if (segments.length === 0 && segmentation === undefined) return null;
  const words = WORDS[language];
  const rows = segments.map(({ segment, path, validation: { rows: count, bads, ...own } }) => {
    const { auc, ks } = rankingFigures(own);
    const figures = [count, bads, `${((bads / count) * 100).toFixed(2)}%`, four(auc), four(ks)];
    return [segment, pathLabel(path, language), ...figures];
  });
  const told = [
    ...(segments.length === 0 ? [] : [words.scale]),
    ...(segmentation === undefined ? [] : [outcomeOf(segmentation, words), ...comparison(segmentation, language)]),
  ];
  const text: DocumentBlock = { kind: 'text', text: told.join(language === 'zh' ? '' : ' ') };
  const table: DocumentBlock = { kind: 'table', title: null, head: words.head, rows };
  return { title: words.title, blocks: segments.length === 0 ? [text] : [text, table] };
}

/** Whether segments rank unseen rows worse than one card would, beyond chance. */
export function isWorseThanOne({ difference, pValue }: Pick<Segmentation, 'difference' | 'pValue'>): boolean {
  return difference < 0 && pValue < CHANCE;
}

function comparison({ segmentedAuc, singleAuc, difference, pValue }: Segmentation, language: DocumentLanguage): string[] {
  const shown = pValue < 0.0001 ? '<0.0001' : four(pValue);
  const { compared, better } = WORDS[language];
  const isBetter = isWorseThanOne({ difference, pValue });
  return [compared(four(segmentedAuc), four(singleAuc), four(difference), shown), ...(isBetter ? [better] : [])];
}

/** What is told of the characteristics; of several segments once for each, and every piece says whose it is. */
export function perSegment(
  source: { readonly characteristics: readonly CharacteristicReport[]; readonly segments?: readonly DocumentSegment[] },
  language: DocumentLanguage,
  tell: (characteristics: readonly CharacteristicReport[]) => readonly DocumentBlock[],
): readonly DocumentBlock[] {
  const { segments = [] } = source;
  if (segments.length === 0) return tell(source.characteristics);
  return segments.flatMap(({ segment, path, characteristics }) =>
    tell(characteristics).map((block) => headed(block, segment, pathLabel(path, language))),
  );
}

function headed(block: DocumentBlock, segment: string, label: string): DocumentBlock {
  if (block.kind === 'table') return { ...block, title: `${segment}: ${block.title ?? label}` };
  return block.kind === 'text' ? { ...block, text: `${segment}: ${block.text}` } : block;
}
