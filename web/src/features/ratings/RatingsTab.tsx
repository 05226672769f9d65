import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { RatingRow } from '../../../../backend/rating/schemas.ts';
import { formatWad } from '../../lib/format.ts';
import { useCan } from '../../lib/use-can.ts';
import { useLanguage } from '../../lib/use-language.ts';
import type { Column } from '../../ui/DataTable.tsx';
import { PagedTable } from '../../ui/PagedTable.tsx';
import { GradeBadge } from '../../ui/GradeBadge.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { RowLink } from '../../ui/RowLink.tsx';
import { Empty } from '../../ui/states.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { ratingsQuery } from './queries.ts';
import { Prospect, RatingState } from './rating-badges.tsx';
import { RatingFilters } from './RatingFilters.tsx';

export function RatingsTab() {
  const { t } = useTranslation();
  const may = useCan()('ratings:publish');
  const { kind, agency, grade, state, q, cursor } = useSearch({ from: '/shell/ratings' });
  const filter = { kind, agency, grade, state, q };
  const query = useQuery(ratingsQuery({ limit: 50, ...filter, cursor }));
  const columns = useColumns();
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  return (
    <Panel title={t('ratings.list')} note={t('ratings.listNote')} flush>
      <RatingFilters />
      <PagedTable
        query={query}
        caption={t('ratings.list')}
        columns={columns}
        rowKey={(row) => `${row.agency.id}:${row.subject.id}`}
        empty={
          <Empty
            title={t(isFiltered ? 'ratings.noneFound' : 'ratings.none')}
            action={
              may && !isFiltered ? (
                <TextLink to="/ratings" search={{ tab: 'desk' }}>
                  {t('ratings.publishFirst')}
                </TextLink>
              ) : undefined
            }
          >
            {t(isFiltered ? 'ratings.noneFoundWhy' : 'ratings.noneWhy')}
          </Empty>
        }
      />
    </Panel>
  );
}

function useColumns(): Column<RatingRow>[] {
  const { t } = useTranslation();
  const language = useLanguage();
  return useMemo(
    () => [
      {
        id: 'subject',
        header: t('ratings.subject'),
        sortBy: (row) => row.subject.name,
        cell: (row) => (
          <RowLink to="/ratings/$id" params={{ id: row.subject.id }}>
            {row.subject.name}
          </RowLink>
        ),
      },
      { id: 'kind', header: t('ratings.kindLabel'), wideOnly: true, cell: (row) => t(`ratings.kind.${row.subject.kind}`) },
      { id: 'grade', header: t('ratings.grade'), sortBy: (row) => row.gradeIndex, cell: (row) => <GradeBadge grade={row.grade} /> },
      {
        id: 'outlook',
        header: t('ratings.outlookLabel'),
        wideOnly: true,
        cell: (row) => <Prospect outlook={row.outlook} watch={row.watch} />,
      },
      { id: 'pd', header: t('ratings.pd'), align: 'end', wideOnly: true, cell: (row) => formatWad(row.pdWad, language) },
      { id: 'state', header: t('ratings.stateLabel'), cell: (row) => <RatingState state={row.state} /> },
      { id: 'action', header: t('ratings.lastAction'), wideOnly: true, cell: (row) => t(`ratings.action.${row.action}`) },
      { id: 'agency', header: t('ratings.agency'), wideOnly: true, cell: (row) => row.agency.name },
      { id: 'at', header: t('ratings.publishedAt'), wideOnly: true, cell: (row) => <TimeText value={row.publishedAt} dayOnly /> },
    ],
    [t, language],
  );
}
