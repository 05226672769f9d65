import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { TapeDetail } from '../../../../backend/securitization/pools/schemas.ts';
import { formatCount, formatMoneyShort } from '../../lib/format.ts';
import { useCan } from '../../lib/use-can.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Figure, FigureStrip } from '../../ui/Figure.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { PageTabs } from '../../ui/PageTabs.tsx';
import { Empty } from '../../ui/states.tsx';
import { StrataPanel } from '../pools/StrataPanel.tsx';
import { LoanProofPanel } from './LoanProofPanel.tsx';
import { loanProofQuery, tapeQuery } from './queries.ts';
import { StandingPanel } from './StandingPanel.tsx';
import { TapeCheck } from './TapeCheck.tsx';
import { TapeFaults } from './TapeFaults.tsx';
import { TapeStateBadge } from './TapeStateBadge.tsx';

const MINOR_PLACES = 2;

/** One tape: what came in, what was refused, how it is made up, and its way to the registry. */
export function TapePage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/shell/member/tapes/$id' });
  const query = useQuery(tapeQuery(id));
  return (
    <Page
      title={query.data?.name ?? t('tapes.tape')}
      mark={query.data === undefined ? undefined : <TapeStateBadge state={query.data.state} />}
      purpose={t('tapes.tapePurpose')}
      crumbs={[{ label: t('tapes.title'), to: '/tapes' }]}
    >
      <Loaded query={query}>{(tape) => <Tape tape={tape} />}</Loaded>
    </Page>
  );
}

function Tape({ tape }: { tape: TapeDetail }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const navigate = useNavigate();
  const may = useCan()('securitization:write');
  const { tab: wanted, by, cursor } = useSearch({ from: '/shell/member/tapes/$id' });
  const tabs = (['strata', 'faults', 'check', 'proof', 'standing'] as const).filter((name) => name !== 'check' || may);
  const tab = tabs.find((name) => name === wanted) ?? (tape.accepted === 0 ? 'faults' : 'strata');
  const count = (value: number) => formatCount(value, language);
  return (
    <>
      <FigureStrip>
        <Figure label={t('tapes.rows')} value={count(tape.rows)} provenance="database" />
        <Figure label={t('tapes.accepted')} value={count(tape.accepted)} provenance="database" />
        <Figure label={t('tapes.rejected')} value={count(tape.rejected)} provenance="database" />
        <Figure label={t('tapes.flagged')} value={count(tape.flagged)} provenance="database" note={t('tapes.flaggedNote')} />
        <Figure
          label={t('tapes.balance')}
          value={formatMoneyShort(tape.balanceMinor, MINOR_PLACES, language)}
          unit={tape.currency ?? ''}
          provenance="database"
        />
        <Figure
          label={t('tapes.registryNumber')}
          value={tape.registryTape === null ? '–' : count(tape.registryTape)}
          provenance={tape.registryTape === null ? 'database' : 'chain'}
        />
      </FigureStrip>
      <PageTabs
        value={tab}
        tabs={tabs.map((value) => ({ value, label: t(`tapes.tab.${value}`) }))}
        onChange={(value) => void navigate({ to: '/tapes/$id', params: { id: tape.id }, search: { tab: value } })}
      >
        <Tabs.Panel value="strata">
          {tab === 'strata' && (
            <StrataPanel
              of="tapes"
              id={tape.id}
              by={by}
              currency={tape.currency ?? ''}
              onBy={(next) => void navigate({ to: '/tapes/$id', params: { id: tape.id }, search: { tab: 'strata', by: next } })}
            />
          )}
        </Tabs.Panel>
        <Tabs.Panel value="faults">{tab === 'faults' && <TapeFaults id={tape.id} cursor={cursor} />}</Tabs.Panel>
        <Tabs.Panel value="check">{tab === 'check' && <TapeCheck tape={tape} />}</Tabs.Panel>
        <Tabs.Panel value="proof">{tab === 'proof' && <TapeProof tape={tape} />}</Tabs.Panel>
        <Tabs.Panel value="standing">{tab === 'standing' && <StandingPanel tape={tape} />}</Tabs.Panel>
      </PageTabs>
    </>
  );
}

function TapeProof({ tape }: { tape: TapeDetail }) {
  const { t } = useTranslation();
  if (tape.root === null) return <Empty title={t('tapes.noRoot')}>{t('tapes.noRootWhy')}</Empty>;
  return <LoanProofPanel count={tape.accepted} proofOf={(place) => loanProofQuery('tapes', tape.id, place)} />;
}
