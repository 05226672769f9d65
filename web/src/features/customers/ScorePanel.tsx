import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { formatWad } from '../../lib/format.ts';
import { scorecardQuery } from '../../lib/queries.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { GradeBadge } from '../../ui/GradeBadge.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { ProvenanceMark } from '../../ui/ProvenanceMark.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import type { Customer } from './CustomerPage.tsx';
import classes from './CustomerPage.module.css';
import { ScoreScale } from './ScoreScale.tsx';
import { TextLink } from '../../ui/TextLink.tsx';

/** The score, what it means, and where it stands among the grades. */
export function ScorePanel({ customer, score }: { customer: Customer; score: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const card = useQuery({ ...scorecardQuery(customer.scorecardHash ?? ''), enabled: customer.scorecardHash !== null });
  return (
    <Panel
      title={t('customers.score')}
      actions={<ProvenanceMark provenance="model" />}
      foot={
        <>
          {t('customers.scoredAt')} <TimeText value={customer.scoredAt} /> · {t('customers.scorecard')}{' '}
          {customer.scorecardHash !== null && (
            <TextLink to="/scorecards/$hash" params={{ hash: customer.scorecardHash }} size="xs">
              <Hash value={customer.scorecardHash} copy={false} />
            </TextLink>
          )}
        </>
      }
    >
      <div className={classes.score}>
        <span className={classes.number}>{score}</span>
        <dl className={classes.side}>
          <dt>{t('customers.grade')}</dt>
          <dd>{customer.grade === null ? '–' : <GradeBadge grade={customer.grade} large />}</dd>
        </dl>
        <dl className={classes.side}>
          <dt>{t('customers.pdLong')}</dt>
          <dd>{customer.pdWad === null ? '–' : formatWad(customer.pdWad, language)}</dd>
        </dl>
      </div>
      {card.data !== undefined && <ScoreScale score={score} grade={customer.grade} card={card.data} />}
    </Panel>
  );
}
