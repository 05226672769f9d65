import { Skeleton, Text, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Provenance } from '../../../backend/platform/http/schemas.ts';
import classes from './Figure.module.css';
import { ProvenanceMark } from './ProvenanceMark.tsx';
import { useEvidence } from './use-evidence.ts';

interface FigureProps {
  label: string;
  value: ReactNode;
  unit?: string;
  provenance: Provenance;
  /** Path under /v1/evidence; without it the figure explains itself only by its mark. */
  evidence?: string | null;
  note?: ReactNode;
}

/** One number: what it is, where it comes from, and a way to its proof. */
export function Figure({ label, value, unit, provenance, evidence = null, note }: FigureProps) {
  const { t } = useTranslation();
  const drawer = useEvidence();
  const content = (
    <>
      <span className={classes.label}>
        <ProvenanceMark provenance={provenance} />
        <span>{label}</span>
      </span>
      <span className={classes.value}>
        {value}
        {unit !== undefined && unit !== '' && <span className={classes.unit}>{unit}</span>}
      </span>
      {note !== undefined && (
        <Text component="span" size="xs" c="dimmed">
          {note}
        </Text>
      )}
      {evidence !== null && <span className={classes.link}>{t('evidence.show')}</span>}
    </>
  );
  if (evidence === null) return <div className={classes.figure}>{content}</div>;
  return (
    <UnstyledButton className={classes.figure} data-opens="" onClick={() => drawer.open(evidence)}>
      {content}
    </UnstyledButton>
  );
}

/** Figures in one frame, parted by lines. */
export function FigureStrip({ children }: { children: ReactNode }) {
  return <div className={classes.strip}>{children}</div>;
}

export function FigureStripSkeleton({ count }: { count: number }) {
  return (
    <div className={classes.strip} aria-hidden="true">
      {Array.from({ length: count }, (_, place) => (
        <div className={classes.figure} key={place}>
          <Skeleton height={12} width="60%" />
          <Skeleton height={26} width="45%" mt={8} />
          <Skeleton height={10} width="35%" mt={8} />
        </div>
      ))}
    </div>
  );
}
