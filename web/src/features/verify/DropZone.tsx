import { Button, Group, Text, Textarea } from '@mantine/core';
import { IconClipboardText, IconFileUpload } from '@tabler/icons-react';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './DropZone.module.css';
import type { Candidate } from './use-verification.ts';

/** A file above this is not a credential; its first part is enough to say so. */
const READ_LIMIT = 1_048_576;

interface DropZoneProps {
  busy: boolean;
  onFile: (candidate: Candidate) => Promise<void>;
  sample: ReactNode;
}

/** Takes a credential file, and beside it a saved anchor proof, by drop, choice or paste. */
export function DropZone({ busy, onFile, sample }: DropZoneProps) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [pasting, setPasting] = useState(false);
  const [pasted, setPasted] = useState('');
  const take = async (files: FileList | null): Promise<void> => {
    const candidate = await readFiles([...(files ?? [])]);
    if (candidate !== null) await onFile(candidate);
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files);
  };
  return (
    <section
      className={classes.zone}
      aria-label={t('verify.dropLabel')}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <IconFileUpload size={30} stroke={1.4} aria-hidden="true" className={classes.icon} />
      <Text fw={600}>{t('verify.drop')}</Text>
      <Text size="sm" c="dimmed" ta="center" maw={560} style={{ textWrap: 'balance' }}>
        {t('verify.dropHint')}
      </Text>
      <Group gap="xs" justify="center" mt={6}>
        <Button loading={busy} onClick={() => input.current?.click()}>
          {t('verify.choose')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconClipboardText size={15} />}
          onClick={() => setPasting(!pasting)}
          aria-expanded={pasting}
        >
          {t('verify.paste')}
        </Button>
        {sample}
      </Group>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept=".json,application/json"
        aria-label={t('verify.choose')}
        data-testid="credential-file"
        onChange={(event) => {
          void take(event.currentTarget.files);
          event.currentTarget.value = '';
        }}
      />
      {pasting && (
        <div className={classes.paste}>
          <Textarea
            label={t('verify.pasteLabel')}
            autosize
            minRows={5}
            maxRows={14}
            value={pasted}
            onChange={(event) => setPasted(event.currentTarget.value)}
            classNames={{ input: classes.code ?? '' }}
          />
          <Button
            mt="xs"
            disabled={pasted.trim() === ''}
            loading={busy}
            onClick={() => void onFile({ name: t('verify.pasted'), text: pasted, savedProof: null })}
          >
            {t('verify.checkAction')}
          </Button>
        </div>
      )}
    </section>
  );
}

async function readFiles(files: File[]): Promise<Candidate | null> {
  const read = await Promise.all(
    files.slice(0, 2).map(async (file) => ({ name: file.name, text: await file.slice(0, READ_LIMIT).text() })),
  );
  const proof = read.find((file) => /\.anchor\.json$/i.test(file.name) || file.text.includes('"CredenceAnchorProof"'));
  const credential = read.find((file) => file !== proof) ?? proof;
  if (credential === undefined) return null;
  return { ...credential, savedProof: proof === undefined || proof === credential ? null : proof.text };
}
