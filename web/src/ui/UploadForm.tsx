import { Button, Group, SimpleGrid, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode, SubmitEvent } from 'react';
import { ActionFault } from './ActionFault.tsx';
import { fieldFault } from './field-fault.ts';
import { FileField, type FileRule } from './FileField.tsx';
import { fileFault } from './file-fault.ts';
import { RefusalText } from './RefusalText.tsx';

interface UploadFormProps<T> {
  rule: FileRule;
  file: File | null;
  onFile: (file: File | null) => void;
  /** What is wrong inside of the file. */
  fault?: string | undefined;
  /** The other fields; each asks `faultOf` by its name in the request what the API found wrong with it. */
  fields: (faultOf: (name: string) => ReactNode) => ReactNode;
  columns: number;
  /** What the file says of itself. */
  note?: ReactNode;
  /** Whether the other fields are filled in. */
  isReady: boolean;
  /** Name of the button. */
  start: string;
  send: (file: File) => Promise<T>;
  onSent?: (answer: T) => unknown;
  /** What came of it. */
  children?: (answer: T) => ReactNode;
}

/** A form that sends one file with what else is asked; an answer stands until another file is chosen. */
export function UploadForm<T>({ rule, file, onFile, fault, fields, columns, isReady, start, ...more }: UploadFormProps<T>) {
  const { send, onSent, note, children } = more;
  const upload = useMutation({ mutationFn: send, onSuccess: (answer) => onSent?.(answer) });
  const maySend = file !== null && fileFault(file, rule.mostBytes) === null && fault === undefined && isReady;
  const choose = (chosen: File | null): void => {
    upload.reset();
    onFile(chosen);
  };
  const faultOf = (name: string): ReactNode => {
    const found = fieldFault(upload.error, name);
    return found && <RefusalText refused={found} kind="field" />;
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (maySend) upload.mutate(file);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, sm: columns }} spacing="sm">
          <FileField {...rule} file={file} onFile={choose} fault={fault} />
          {fields(faultOf)}
        </SimpleGrid>
        {note}
        <Group>
          <Button type="submit" disabled={!maySend} loading={upload.isPending}>
            {start}
          </Button>
        </Group>
        <ActionFault error={upload.error} />
        {upload.data !== undefined && children?.(upload.data)}
      </Stack>
    </form>
  );
}
