import { Button, type ButtonProps, Modal } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface FormButtonProps extends Pick<ButtonProps, 'variant' | 'size' | 'disabled' | 'leftSection'> {
  label: string;
  /** Of the dialog that the button opens. */
  title: string;
  isWide?: boolean;
  /** The form; it is made anew each time the dialog opens, and may close it. */
  children: (close: () => void) => ReactNode;
}

/** A button that opens a dialog with a form. */
export function FormButton({ label, title, isWide = false, children, ...button }: FormButtonProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <Button {...button} onClick={() => setOpen(true)}>
        {label}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={title}
        size={isWide ? 'lg' : 'md'}
        closeButtonProps={{ 'aria-label': t('action.close') }}
      >
        {children(close)}
      </Modal>
    </>
  );
}
