import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ComparedCardView, ComparisonView } from '../../../../backend/scoring/comparison/schemas.ts';
import { formatCount, formatShare } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { comparedNames } from './compared-style.ts';
import { pathWords } from './condition-words.ts';

type Row = ComparedCardView['segments'][number] & { readonly card: string };

/** The segments of the cards that have some, and why no points of them stand side by side; nothing between plain cards. */
export function ComparedSegments({ view }: { view: ComparisonView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const names = comparedNames(view.cards);
  const rows = view.cards.flatMap(({ segments }, place) => segments.map((own): Row => ({ ...own, card: names[place] ?? '' })));
  const columns = useMemo(
    (): Column<Row>[] => [
      { id: 'card', header: t('scorecard.one'), cell: ({ card }) => card },
      { id: 'segment', header: t('scorecard.segments.one'), cell: ({ segment, path }) => `${segment} · ${pathWords(t, path, language)}` },
      { id: 'rows', header: t('scorecard.count'), align: 'end', cell: (row) => formatCount(row.rows, language) },
      {
        id: 'badRate',
        header: t('scorecard.badRate'),
        align: 'end',
        cell: ({ bads, rows: of }) => (of === 0 ? '–' : formatShare(bads / of, language)),
      },
      { id: 'standIn', header: t('scorecard.compare.standInFolds'), align: 'end', wideOnly: true, cell: (row) => row.standInFolds },
    ],
    [t, language],
  );
  if (rows.length === 0) return null;
  return (
    <Panel title={t('scorecard.segments.title')} note={t('scorecard.compare.noPoints')} foot={t('scorecard.compare.standInWhy')} flush>
      <DataTable
        caption={t('scorecard.segments.title')}
        columns={columns}
        rows={rows}
        rowKey={({ card, segment }) => `${card} ${segment}`}
      />
    </Panel>
  );
}
