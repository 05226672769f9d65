import { Group, Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import classes from './Panel.module.css';

interface PanelProps {
  title: string;
  /** What the panel finds or how to read it, under the title. */
  note?: ReactNode;
  actions?: ReactNode;
  /** Source, as-of, sample size: printed small below. */
  foot?: ReactNode;
  /** The content brings its own padding, as a table does. */
  flush?: boolean;
  children: ReactNode;
}

export function Panel({ title, note, actions, foot, flush = false, children }: PanelProps) {
  const id = useId();
  return (
    <section className={classes.panel} aria-labelledby={id}>
      <header className={classes.head}>
        <div className={classes.words}>
          <Title order={2} id={id}>
            {title}
          </Title>
          {note !== undefined && (
            <Text component="div" size="xs" c="dimmed" mt={1}>
              {note}
            </Text>
          )}
        </div>
        {actions !== undefined && (
          <Group gap={6} wrap="nowrap" className={`${classes.actions} no-print`}>
            {actions}
          </Group>
        )}
      </header>
      <div className={flush ? classes.flush : classes.body}>{children}</div>
      {foot !== undefined && (
        <Text component="footer" size="xs" c="dimmed" className={classes.foot}>
          {foot}
        </Text>
      )}
    </section>
  );
}
