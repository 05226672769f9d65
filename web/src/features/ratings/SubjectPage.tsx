import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { SubjectView } from '../../../../backend/rating/schemas.ts';
import { formatCount } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { GradeBadge } from '../../ui/GradeBadge.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { HistoryEntry } from './HistoryEntry.tsx';
import { subjectQuery } from './queries.ts';
import { RatingState } from './rating-badges.tsx';
import classes from './ratings.module.css';

/** Everything that was ever published about one subject, each line compared with the chain. */
export function SubjectPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/shell/ratings/$id' });
  const query = useQuery(subjectQuery(id));
  const newest = query.data?.ratings[0]?.history[0];
  return (
    <Page
      title={query.data?.subject.name ?? t('ratings.subject')}
      mark={newest === undefined ? null : <GradeBadge grade={newest.grade} large />}
      purpose={t('ratings.subjectPurpose')}
      crumbs={[{ label: t('ratings.title'), to: '/ratings' }]}
    >
      <Loaded query={query}>{(view) => <Subject view={view} />}</Loaded>
    </Page>
  );
}

function Subject({ view }: { view: SubjectView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const asOf =
    view.asOfBlock === null ? t('ratings.chainSilent') : t('ratings.asOfBlock', { block: formatCount(view.asOfBlock, language) });
  return (
    <>
      <Text size="sm" component="div">
        {t(`ratings.kind.${view.subject.kind}`)} · {t('ratings.subjectId')} <Hash value={view.subject.id} />
      </Text>
      {view.ratings.map(({ agency, state, history }) => (
        <Panel key={agency.id} title={agency.name} note={t('ratings.historyNote')} actions={<RatingState state={state} />} foot={asOf}>
          <ol className={classes.timeline}>
            {history.map((entry) => (
              <HistoryEntry key={entry.sequence} entry={entry} />
            ))}
          </ol>
        </Panel>
      ))}
    </>
  );
}
