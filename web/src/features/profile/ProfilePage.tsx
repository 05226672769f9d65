import { Button, Group, Stack, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RelyingProfileView, RelyingTerms } from '../../../../backend/reliance/schemas.ts';
import { putJson } from '../../lib/api.ts';
import { useCan } from '../../lib/use-can.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Page } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import classes from './ProfilePage.module.css';
import { profileQuery } from './queries.ts';
import { TermsForm } from './TermsForm.tsx';
import { TermsSummary } from './TermsSummary.tsx';

export function ProfilePage() {
  const { t } = useTranslation();
  const query = useQuery(profileQuery);
  return (
    <Page title={t('profile.title')} purpose={t('profile.purpose')}>
      <Loaded query={query}>{(profile) => <ProfileEditor key={profile.updatedAt ?? ''} profile={profile} />}</Loaded>
    </Page>
  );
}

function ProfileEditor({ profile }: { profile: RelyingProfileView }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const may = useCan()('reliance:write');
  const [terms, setTerms] = useState<RelyingTerms>(profile.terms);
  const changed = JSON.stringify(terms) !== JSON.stringify(profile.terms);
  const save = useMutation({
    mutationFn: () => putJson<RelyingProfileView>('/v1/relying-profile', terms),
    onSuccess: (saved) => client.setQueryData(profileQuery.queryKey, saved),
  });
  return (
    <div className={classes.columns}>
      <Panel title={t('profile.terms')} note={t('profile.termsNote')}>
        <TermsForm terms={terms} disabled={!may} onChange={setTerms} />
      </Panel>
      <Stack gap="md" className={classes.aside}>
        <Panel
          title={t('profile.summary')}
          foot={
            profile.updatedAt === null ? (
              t('profile.neverSaved')
            ) : (
              <>
                {t('profile.savedAt')} <TimeText value={profile.updatedAt} />
              </>
            )
          }
        >
          <TermsSummary terms={terms} />
          <Group mt="md" gap="sm">
            <Button disabled={!changed || !may} loading={save.isPending} onClick={() => save.mutate()}>
              {t('action.save')}
            </Button>
            <Button variant="default" disabled={!changed} onClick={() => setTerms(profile.terms)}>
              {t('profile.reset')}
            </Button>
            {!changed && profile.updatedAt !== null && (
              <Text size="sm" c="var(--app-pass)" component="span" role="status">
                <IconCheck size={14} aria-hidden="true" /> {t('action.saved')}
              </Text>
            )}
            {!may && (
              <Text size="xs" c="dimmed">
                {t('profile.readOnly')}
              </Text>
            )}
          </Group>
        </Panel>
        <ActionFault error={save.error} />
      </Stack>
    </div>
  );
}
