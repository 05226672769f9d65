import { Button, FileButton, Group, Stack, Textarea } from '@mantine/core';
import { IconEye, IconQrcode } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { Panel } from '../../ui/Panel.tsx';
import classes from './board.module.css';
import { PlaceResult } from './PlaceResult.tsx';
import { askPlace } from './queries.ts';
import { readViewKey } from './view-key.ts';

/** Opens one place with a key that its holder handed out; the key stays in this browser. */
export function ReadPlace() {
  const { t } = useTranslation();
  const handed = useLocation({ select: ({ hash }) => hash });
  const [text, setText] = useState(handed);
  const [noCode, setNoCode] = useState(false);
  const view = readViewKey(text);
  const read = useMutation({
    mutationFn: async (key: NonNullable<typeof view>) => {
      const [{ openPlace }, place] = await Promise.all([import('./open-place.ts'), askPlace(key)]);
      return { place, opened: openPlace(key, place) };
    },
  });
  const change = (next: string): void => {
    read.reset();
    setNoCode(false);
    setText(next);
  };
  const takePicture = async (picture: File | null): Promise<void> => {
    if (picture === null) return;
    const { readQr } = await import('../verify/read-qr.ts');
    const found = await readQr(picture);
    change(found ?? '');
    setNoCode(found === null);
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (view !== null) read.mutate(view);
  };
  const fault = noCode ? t('board.read.noCode') : text !== '' && view === null ? t('board.read.noKey') : null;
  return (
    <Panel title={t('board.read.title')} note={t('board.read.note')}>
      <div className={classes.reading}>
        <form onSubmit={submit}>
          <Stack gap="sm">
            <Textarea
              label={t('board.read.key')}
              description={t('board.read.keyHint')}
              autosize
              minRows={3}
              maxRows={5}
              spellCheck={false}
              autoComplete="off"
              value={text}
              error={fault}
              onChange={(event) => change(event.currentTarget.value)}
            />
            <Group gap="xs">
              <Button type="submit" leftSection={<IconEye size={15} />} loading={read.isPending} disabled={view === null}>
                {t('board.read.open')}
              </Button>
              <FileButton accept="image/*" onChange={(picture) => void takePicture(picture)}>
                {(props) => (
                  <Button variant="default" leftSection={<IconQrcode size={15} />} {...props}>
                    {t('board.read.picture')}
                  </Button>
                )}
              </FileButton>
            </Group>
            <ActionFault error={read.error} />
          </Stack>
        </form>
        {read.data !== undefined && <PlaceResult place={read.data.place} opened={read.data.opened} />}
      </div>
    </Panel>
  );
}
