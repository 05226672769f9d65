import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { ScorecardView, SegmentView } from '../../../../backend/scoring/schemas.ts';
import type { SegmentationView } from '../../../../backend/scoring/segments/schemas.ts';
import { formatCount, formatNumber, formatShare, type Language } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Panel } from '../../ui/Panel.tsx';
import { conditionWords } from './condition-words.ts';
import { type SegmentBranch, treeOf } from './segment-tree.ts';
import classes from './SegmentsPanel.module.css';

const CHANCE = 0.05;

interface SegmentsPanelProps {
  card: ScorecardView;
  /** The segment that the tabs show; null for all rows together. */
  chosen: SegmentView | null;
  onChoose: (segment: SegmentView | null) => void;
}

/** The tree of segments with what the rows of each say, and what they gain against one card; nothing where nobody asked for segments. */
export function SegmentsPanel({ card, chosen, onChoose }: SegmentsPanelProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { segments, segmentation } = card;
  if (segments.length === 0 && segmentation === null) return null;
  const note = segmentation === null ? t('scorecard.segments.note') : verdict(t, segmentation, language);
  if (segments.length === 0) return <Panel title={t('scorecard.segments.title')}>{note}</Panel>;
  return (
    <Panel title={t('scorecard.segments.title')} note={note} foot={t('scorecard.segments.note')}>
      <ul className={classes.tree}>
        <Branch branch={treeOf(segments)} chosen={chosen} onChoose={onChoose} />
      </ul>
    </Panel>
  );
}

type BranchProps = Omit<SegmentsPanelProps, 'card'> & { branch: SegmentBranch };

function Branch({ branch, chosen, onChoose }: BranchProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { condition, segments, branches } = branch;
  const rows = segments.reduce((total, own) => total + own.rows, 0);
  const bads = segments.reduce((total, own) => total + own.bads, 0);
  const [leaf] = branches.length === 0 ? segments : [];
  const words = condition === null ? t('scorecard.segments.all') : conditionWords(t, condition, language);
  const figures = t('scorecard.segments.figures', {
    rows: formatCount(rows, language),
    rate: formatShare(rows === 0 ? 0 : bads / rows, language),
  });
  const isChoice = leaf !== undefined || condition === null;
  const content = (
    <>
      <span>{leaf === undefined ? words : `${leaf.segment} · ${words}`}</span>
      <span className={classes.figures}>
        {figures}
        {leaf !== undefined && ` · AUC ${formatNumber(leaf.validation.crossValidation.auc, language, 4)}`}
        {leaf !== undefined && leaf.standInFolds > 0 && ` · ${t('scorecard.segments.standIn', { folds: leaf.standInFolds })}`}
      </span>
    </>
  );
  return (
    <li>
      {isChoice ? (
        <button
          type="button"
          className={classes.choice}
          aria-current={chosen === (leaf ?? null)}
          data-segment={leaf?.segment ?? 'all'}
          onClick={() => onChoose(leaf ?? null)}
        >
          {content}
        </button>
      ) : (
        <div className={classes.step}>{content}</div>
      )}
      {branches.length > 0 && (
        <ul className={classes.tree}>
          {branches.map((own) => (
            <Branch key={own.condition?.side} branch={own} chosen={chosen} onChoose={onChoose} />
          ))}
        </ul>
      )}
    </li>
  );
}

/** By how much segments are better or worse than one card, in one sentence. */
export function verdict(
  t: TFunction,
  { source, used, segments, segmentedAuc, singleAuc, difference, pValue }: SegmentationView,
  language: Language,
): string {
  if (segments.length === 0) return t('scorecard.segments.verdict.none');
  const isSure = pValue < CHANCE;
  const direction = difference > 0 ? 'better' : 'worse';
  const kind = used ? (isSure ? direction : 'usedAnyway') : 'kept';
  return t(`scorecard.segments.verdict.${kind}`, {
    source: t(`scorecard.segments.source.${source}`),
    segmented: formatNumber(segmentedAuc, language, 4),
    single: formatNumber(singleAuc, language, 4),
    difference: `${difference > 0 ? '+' : ''}${formatNumber(difference, language, 4)}`,
    p: pValue < 0.0001 ? '<0.0001' : formatNumber(pValue, language, 4),
  });
}
