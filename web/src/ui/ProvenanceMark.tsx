import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Provenance } from '../../../backend/platform/http/schemas.ts';

const SHAPES: Record<Provenance, React.ReactNode> = {
  chain: <circle cx="6" cy="6" r="4" fill="currentColor" />,
  index: <circle cx="6" cy="6" r="3.2" fill="none" stroke="currentColor" strokeWidth="1.8" />,
  database: <rect x="2.4" y="2.4" width="7.2" height="7.2" rx="1" fill="currentColor" />,
  model: <path d="M6 1.8 10.6 10H1.4Z" fill="currentColor" />,
};

/** Dot: on the chain. Ring: our index of the chain. Square: off-chain. Triangle: output of a model. */
export function ProvenanceMark({ provenance }: { provenance: Provenance }) {
  const { t } = useTranslation();
  const label = t(`provenance.${provenance}`);
  return (
    <Tooltip label={t(`provenance.${provenance}Long`)}>
      <svg width="11" height="11" viewBox="0 0 12 12" role="img" aria-label={label} style={{ color: 'var(--app-accent)', flex: 'none' }}>
        {SHAPES[provenance]}
      </svg>
    </Tooltip>
  );
}
