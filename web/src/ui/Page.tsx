import { Breadcrumbs, Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { tabSearch } from '../lib/tab-search.ts';
import classes from './Page.module.css';
import { TextLink } from './TextLink.tsx';

interface Crumb {
  label: string;
  to:
    | '/customers'
    | '/scorecards'
    | '/ledger'
    | '/ratings'
    | '/deals'
    | '/servicing'
    | '/structure'
    | '/tapes'
    | '/pools'
    | '/bulk'
    | '/requests'
    | '/me'
    | '/me/requests';
  tab?: string;
}

interface PageProps {
  title: string;
  /** Beside the title: a grade, a state. */
  mark?: ReactNode;
  purpose: string;
  crumbs?: Crumb[];
  actions?: ReactNode;
  children: ReactNode;
}

/** Title, one sentence that says what the page is for, actions at the right, content below. */
export function Page({ title, mark, purpose, crumbs = [], actions, children }: PageProps) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · Credence`;
  }, [title]);
  return (
    <Stack gap="md" className={classes.page}>
      <header className={classes.head}>
        <div className={classes.words}>
          {crumbs.length > 0 && (
            <nav aria-label={t('frame.breadcrumb')}>
              <Breadcrumbs separator="/" separatorMargin={6} mb={4}>
                {crumbs.map((crumb) => (
                  <TextLink key={crumb.label} to={crumb.to} search={tabSearch(crumb.tab)} size="xs">
                    {crumb.label}
                  </TextLink>
                ))}
                <Text size="xs" c="dimmed" aria-current="page">
                  {title}
                </Text>
              </Breadcrumbs>
            </nav>
          )}
          <Group gap="sm" align="center">
            <Title order={1}>{title}</Title>
            {mark}
          </Group>
          <Text size="sm" c="dimmed" mt={2} maw={760}>
            {purpose}
          </Text>
        </div>
        {actions !== undefined && (
          <Group gap="xs" className="no-print">
            {actions}
          </Group>
        )}
      </header>
      {children}
    </Stack>
  );
}
