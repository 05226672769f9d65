import { useTranslation } from 'react-i18next';
import type { UnseenView } from '../../../../backend/scoring/schemas.ts';
import { formatNumber, formatShare } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Facts } from '../../ui/Facts.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { useValidationBasis } from './validation-basis.ts';

/** Below this a test calls the probabilities untrue. */
const SIGNIFICANT = 0.05;

/** Figures and tests of predictions for rows that the models had not seen. */
export function UnseenPanel({ unseen }: { unseen: UnseenView }) {
  const { t } = useTranslation();
  const basis = useValidationBasis();
  const language = useLanguage();
  const ratio = (value: number) => formatNumber(value, language, 4);
  const probability = (value: number) => (value < 0.001 ? `< ${formatNumber(0.001, language, 3)}` : formatNumber(value, language, 3));
  const { auc, brier, hosmerLemeshow, spiegelhalter } = unseen;
  const isTrue = hosmerLemeshow.pValue >= SIGNIFICANT && spiegelhalter.pValue >= SIGNIFICANT;
  return (
    <Panel
      title={basis.unseenTitle}
      note={t(isTrue ? 'scorecard.probabilitiesHold' : 'scorecard.probabilitiesDoubted')}
      foot={basis.unseen}
    >
      <Facts
        items={[
          {
            name: t('scorecard.aucInterval', { level: formatShare(auc.level, language, 0) }),
            value: `${ratio(auc.auc)} (${ratio(auc.lower)}–${ratio(auc.upper)})`,
          },
          { name: t('scorecard.hMeasure'), value: ratio(unseen.hMeasure) },
          { name: t('scorecard.hMeasureOfPrior'), value: ratio(unseen.hMeasureOfPrior) },
          {
            name: 'Hosmer-Lemeshow',
            value: t('scorecard.chiSquare', {
              value: formatNumber(hosmerLemeshow.chiSquare, language, 2),
              degrees: hosmerLemeshow.degreesOfFreedom,
              p: probability(hosmerLemeshow.pValue),
            }),
          },
          {
            name: 'Spiegelhalter',
            value: t('scorecard.zTest', { z: formatNumber(spiegelhalter.z, language, 2), p: probability(spiegelhalter.pValue) }),
          },
          { name: t('scorecard.brier'), value: ratio(brier.brier) },
          { name: t('scorecard.reliability'), value: ratio(brier.reliability) },
          { name: t('scorecard.resolution'), value: ratio(brier.resolution) },
          { name: t('scorecard.uncertainty'), value: ratio(brier.uncertainty) },
        ]}
      />
    </Panel>
  );
}
