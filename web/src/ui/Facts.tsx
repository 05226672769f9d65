import type { ReactNode } from 'react';
import classes from './Facts.module.css';

/** Names and values in two aligned columns. */
export function Facts({ items }: { items: { name: string; value: ReactNode }[] }) {
  return (
    <dl className={classes.facts}>
      {items.map((item) => (
        <div key={item.name} className={classes.row}>
          <dt>{item.name}</dt>
          <dd>{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
