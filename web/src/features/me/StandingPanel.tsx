import { useTranslation } from 'react-i18next';
import type { OwnRecord } from '../../../../backend/holder/schemas.ts';
import { formatWad } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { GradeBadge } from '../../ui/GradeBadge.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { ProvenanceMark } from '../../ui/ProvenanceMark.tsx';
import { Empty } from '../../ui/states.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import classes from './me.module.css';

/** The score and what it means, without a word of the trade. */
export function StandingPanel({ record }: { record: OwnRecord }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { score } = record;
  return (
    <Panel
      title={t('me.standing')}
      actions={<ProvenanceMark provenance="model" />}
      foot={
        score === null ? undefined : (
          <>
            {t('me.scoredAt')} <TimeText value={score.scoredAt} dayOnly />
          </>
        )
      }
    >
      {score === null ? (
        <Empty title={t('me.noScore')}>{t('me.noScoreWhy')}</Empty>
      ) : (
        <>
          <div className={classes.score}>
            <span className={classes.number}>{score.score}</span>
            <dl>
              <dt>{t('me.grade')}</dt>
              <dd>
                <GradeBadge grade={score.grade} large />
              </dd>
            </dl>
            <dl>
              <dt>{t('me.pd')}</dt>
              <dd className="num">{formatWad(score.pdWad, language)}</dd>
            </dl>
          </div>
          <ul className={classes.words}>
            {record.words.map((words) => (
              <li key={words.en}>{words[language]}</li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}
