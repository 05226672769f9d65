import { Button, Group, TextInput } from '@mantine/core';
import { IconShare3 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { PresentationTable } from './PresentationTable.tsx';
import { ownPresentationsQuery } from './queries.ts';

/** The way in for a request that somebody sent, and what was shown so far. */
export function AskedPage() {
  const { t } = useTranslation();
  const query = useQuery(ownPresentationsQuery({ limit: 50 }));
  return (
    <Page
      title={t('present.askedTitle')}
      purpose={t('present.askedPurpose')}
      actions={
        <Button variant="default" leftSection={<IconShare3 size={15} />} renderRoot={(props) => <Link to="/me/share" {...props} />}>
          {t('present.shareUnasked')}
        </Button>
      }
    >
      <Panel title={t('present.open')} note={t('present.openNote')}>
        <OpenRequest />
      </Panel>
      <Panel title={t('present.shownSoFar')} note={t('present.shownNote')} flush>
        <Loaded query={query}>
          {(page) =>
            page.data.length === 0 ? (
              <Empty title={t('present.nothingShown')}>{t('present.nothingShownWhy')}</Empty>
            ) : (
              <PresentationTable rows={page.data} />
            )
          }
        </Loaded>
      </Panel>
    </Page>
  );
}

function OpenRequest() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const id = requestIdOf(text);
  const open = (event: SubmitEvent): void => {
    event.preventDefault();
    if (id !== null) void navigate({ to: '/me/requests/$id', params: { id } });
  };
  return (
    <form onSubmit={open}>
      <Group gap="xs" align="flex-end">
        <TextInput
          label={t('present.requestLink')}
          placeholder={`${window.location.origin}/me/requests/…`}
          value={text}
          style={{ flex: 1, minWidth: 220 }}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" disabled={id === null}>
          {t('present.openAction')}
        </Button>
      </Group>
    </form>
  );
}

/** The last part of a link, or a bare number of a request. */
function requestIdOf(text: string): string | null {
  const last = text
    .trim()
    .replace(/[#?].*$/, '')
    .split('/')
    .findLast((part) => part !== '');
  return last !== undefined && /^[\w-]{6,64}$/.test(last) ? last : null;
}
