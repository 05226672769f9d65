import { SimpleGrid, Slider, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { OutlookBasis } from '../../../../backend/securitization/outlook/schemas.ts';
import { formatNumber, formatWad } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import styles from './outlook.module.css';
import type { Behaviour } from './supposed.ts';

/** What the sliders hold: the behaviour of the pool and the correlation, per cent. */
export type Assumed = Behaviour & { readonly correlation: string };

interface Range {
  readonly name: Exclude<keyof Assumed, 'stress'>;
  readonly most: number;
  readonly step: number;
  readonly digits: number;
}

const RANGES: readonly Range[] = [
  { name: 'cpr', most: 40, step: 0.5, digits: 1 },
  { name: 'cdr', most: 30, step: 0.1, digits: 1 },
  { name: 'recovery', most: 100, step: 1, digits: 0 },
  { name: 'lag', most: 24, step: 1, digits: 0 },
  { name: 'index', most: 10, step: 0.1, digits: 1 },
  { name: 'correlation', most: 50, step: 1, digits: 0 },
];

interface AssumptionSlidersProps {
  assumed: Assumed;
  /** Where the defaults come from; none for a draft. */
  basis: Pick<OutlookBasis, 'pd' | 'lgd' | 'past'> | null;
  onAssume: (assumed: Assumed) => void;
}

/** The assumptions of a projection, to be moved by mouse or keyboard. */
export function AssumptionSliders({ assumed, basis, onAssume }: AssumptionSlidersProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const source = useSources(basis);
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="xl" verticalSpacing="md">
      {RANGES.map(({ name, most, step, digits }) => {
        const value = Number(assumed[name]);
        const shown = name === 'lag' ? t('outlook.months', { count: value }) : `${formatNumber(value, language, digits)} %`;
        return (
          <div key={name} data-assumption={name}>
            <div className={styles.sliderHead}>
              <Text size="sm" fw={500}>
                {t(`outlook.${name}`)}
              </Text>
              <Text size="sm" className="num">
                {shown}
              </Text>
            </div>
            <Slider
              min={0}
              max={most}
              step={step}
              value={value}
              label={null}
              thumbLabel={t(`outlook.${name}`)}
              onChange={(next) => onAssume({ ...assumed, [name]: String(Number(next.toFixed(digits))) })}
            />
            <Text size="xs" c="dimmed" className={styles.source}>
              {source[name] ?? ' '}
            </Text>
          </div>
        );
      })}
    </SimpleGrid>
  );
}

function useSources(basis: AssumptionSlidersProps['basis']): Partial<Record<Range['name'], string>> {
  const { t } = useTranslation();
  const language = useLanguage();
  const say = (scores: string | null, past: string | null | undefined): string | undefined => {
    if (scores !== null && past != null)
      return t('outlook.fromScoresAndPast', { scores: formatWad(scores, language), past: formatWad(past, language) });
    if (past != null) return t('outlook.fromPast', { share: formatWad(past, language) });
    return scores === null ? undefined : t('outlook.fromScores', { share: formatWad(scores, language) });
  };
  if (basis === null) return {};
  const recovered = basis.lgd === null ? null : String(10n ** 18n - BigInt(basis.lgd));
  const [cdr, recovery] = [say(basis.pd, basis.past?.cdr), say(recovered, basis.past?.recovery)];
  return { ...(cdr === undefined ? {} : { cdr }), ...(recovery === undefined ? {} : { recovery }) };
}
