import { Button, Group, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconChevronsLeft } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Page } from '../lib/queries.ts';
import classes from './Pager.module.css';

/** Which cursor led to which: the API only knows the way forward. */
const cameFrom = new Map<string, string | undefined>();

/** Steps through a cursor-paged list; the cursor is in the address. */
export function Pager({ page }: { page: Page<unknown> }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const cursor = useSearch({ strict: false }).cursor;
  const go = (to: string | undefined): void => {
    void navigate({ to: '.', search: ({ cursor: _, ...rest }) => (to === undefined ? rest : { ...rest, cursor: to }) });
  };
  const next = page.nextCursor;
  const forward = (): void => {
    if (next === null) return;
    cameFrom.set(next, cursor);
    go(next);
  };
  return (
    <Group justify="space-between" className={`${classes.pager} no-print`}>
      <Text size="xs" c="dimmed">
        {t('table.rowsShown', { rows: String(page.data.length) })}
      </Text>
      <Group gap={6}>
        {cursor !== undefined && (
          <Button variant="subtle" size="compact-xs" leftSection={<IconChevronsLeft size={13} />} onClick={() => go(undefined)}>
            {t('table.first')}
          </Button>
        )}
        <Button
          variant="default"
          size="compact-xs"
          disabled={cursor === undefined || !cameFrom.has(cursor)}
          leftSection={<IconChevronLeft size={13} />}
          onClick={() => cursor !== undefined && go(cameFrom.get(cursor))}
        >
          {t('table.previous')}
        </Button>
        <Button
          variant="default"
          size="compact-xs"
          disabled={!page.hasMore}
          rightSection={<IconChevronRight size={13} />}
          onClick={forward}
        >
          {t('table.next')}
        </Button>
      </Group>
    </Group>
  );
}
