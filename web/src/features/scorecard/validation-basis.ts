import { createContext, useContext } from 'react';
import { useTranslation } from 'react-i18next';

/** Whether figures are of a model itself on the customers it was measured on, and not cross-validated. */
export const MeasuredItself = createContext(false);

/** What the charts say of the rows that their figures are of. */
export function useValidationBasis() {
  const { t } = useTranslation();
  const isItself = useContext(MeasuredItself);
  return {
    isItself,
    onRows: (rows: string): string => t(isItself ? 'scorecard.ofModel.onMeasured' : 'scorecard.onTraining', { rows }),
    unseen: t(isItself ? 'scorecard.ofModel.itself' : 'scorecard.outOfFold'),
    unseenTitle: t(isItself ? 'scorecard.ofModel.tests' : 'scorecard.unseen'),
  };
}
