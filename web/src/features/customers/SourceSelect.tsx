import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { formatCount } from '../../lib/format.ts';
import { sourcesQuery } from '../../lib/queries.ts';
import { useLanguage } from '../../lib/use-language.ts';

export interface SourceSelectProps {
  readonly label: string;
  /** Empty for none; one that has no customers is shown too, so that a fault which names it can be understood. */
  readonly value: string;
  readonly size?: 'xs' | 'sm';
  readonly error?: ReactNode;
  readonly onChange: (source: string) => void;
}

/** Chooses among the sources that customers came from, each with how many there are. */
export function SourceSelect({ label, value, size = 'sm', error, onChange }: SourceSelectProps) {
  const language = useLanguage();
  const { data: known = [] } = useQuery(sourcesQuery);
  const options = known.map(({ name, customers }) => ({ value: name, label: `${name} · ${formatCount(customers, language)}` }));
  const isKnown = value === '' || known.some(({ name }) => name === value);
  return (
    <Select
      label={label}
      size={size}
      error={error}
      required
      allowDeselect={false}
      data={isKnown ? options : [...options, { value, label: value }]}
      value={value === '' ? null : value}
      onChange={(chosen) => chosen !== null && onChange(chosen)}
    />
  );
}
