import type { TFunction } from 'i18next';
import type { ReportInput } from '../../../../backend/securitization/deals/schemas.ts';

export type FigureName = Exclude<keyof ReportInput, 'isCall' | 'late'> | `late.${number}`;

/** Figures of a report in the order in which they are shown, and what each is. */
const FIGURES: readonly { readonly name: FigureName; readonly kind: FigureKind }[] = [
  { name: 'interest', kind: 'money' },
  { name: 'principal', kind: 'money' },
  { name: 'recoveries', kind: 'money' },
  { name: 'defaults', kind: 'money' },
  { name: 'purchases', kind: 'money' },
  { name: 'poolEnd', kind: 'money' },
  ...([0, 1, 2, 3, 4, 5] as const).map((bucket) => ({ name: `late.${bucket}` as const, kind: 'money' as const })),
  { name: 'index', kind: 'rate' },
  { name: 'loanCount', kind: 'count' },
  { name: 'tapeRoot', kind: 'hash' },
];

type FigureKind = 'money' | 'rate' | 'count' | 'hash';

export interface ReportFigure {
  readonly name: FigureName;
  readonly kind: FigureKind;
  readonly label: string;
}

type Figures = Omit<ReportInput, 'isCall'>;

export function reportFigures(t: TFunction): ReportFigure[] {
  return FIGURES.map(({ name, kind }) => ({ name, kind, label: labelOf(t, name) }));
}

function labelOf(t: TFunction, name: FigureName): string {
  if (name.startsWith('late.')) return t('servicing.late', { bucket: `M${Number(name.slice(5)) + 1}` });
  switch (name) {
    case 'interest':
    case 'principal':
    case 'recoveries':
    case 'defaults':
    case 'purchases':
      return t(`servicing.amount.${name}`);
    case 'poolEnd':
      return t('servicing.poolEnd');
    case 'index':
      return t('servicing.index');
    case 'loanCount':
      return t('servicing.loanCount');
    default:
      return t('servicing.tapeRoot');
  }
}

/** One figure of a report as text. */
export function figureOf(report: Figures, name: FigureName): string {
  if (name.startsWith('late.')) return report.late[Number(name.slice(5))] ?? '0';
  return String(report[name as Exclude<keyof Figures, 'late'>]);
}
