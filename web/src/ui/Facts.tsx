import type { ReactNode } from 'react';
import classes from './Facts.module.css';

interface FactsProps {
  items: { name: string; value: ReactNode }[];
  /** Side by side where there is room. */
  columns?: boolean;
}

/** Names and values in two aligned columns. */
export function Facts({ items, columns = false }: FactsProps) {
  return (
    <dl className={classes.facts} data-columns={columns || undefined}>
      {items.map((item) => (
        <div key={item.name} className={classes.row}>
          <dt>{item.name}</dt>
          <dd>{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
