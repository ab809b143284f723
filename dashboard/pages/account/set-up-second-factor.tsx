import { useState } from 'preact/hooks';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { CopyButton, CopyField } from '../../ui/copy-field.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Input } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import { QrCode } from '../../ui/qr-code.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { confirmSecondFactor } from './account.api.ts';

type Props = { qr_link: string; secret: string; onClose: () => void };

export function SetUpSecondFactor({ qr_link: link, secret, onClose }: Props) {
  const [code, setCode] = useState('');
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const submission = useSubmit();
  if (codes !== null) return <BackupCodes codes={codes} onClose={onClose} />;
  const submit = async (event: Event) => {
    event.preventDefault();
    await submission.run(async () => setCodes(await confirmSecondFactor(code)));
  };
  return (
    <Dialog title="Set up an authenticator app" onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <div class="dialog-text">
          {submission.message !== null && <Notice tone="bad">{submission.message}</Notice>}
          <p>Scan this with the app, or enter the secret.</p>
          <QrCode text={link} label="QR code with the secret" />
          <div>
            <CopyField label="Secret" text={secret} />
          </div>
          <p>
            <a href={link}>Open the app on this device</a>
          </p>
          <Input
            label="A code of the app"
            value={code}
            onInput={setCode}
            autocomplete="one-time-code"
            errors={submission.errorsOf('code')}
            isRequired
            isFirst
            isCode
            data-test="first-code"
          />
        </div>
        <footer class="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" isBusy={submission.isBusy} data-test="confirm-second-factor">
            Turn on
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

function BackupCodes({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const text = codes.join('\n');
  return (
    <Dialog title="Your backup codes" data-test="backup-codes">
      <div class="dialog-text">
        <Notice tone="warning">
          Keep them where you find them without your phone: they are shown this once. Each works once.
        </Notice>
        <CodeBlock label="Backup codes" text={text} />
      </div>
      <footer class="dialog-foot">
        <CopyButton text={text} />
        <Button onClick={() => saveFile('halyard-backup-codes.txt', `${text}\n`)} data-test="save-codes">
          Download
        </Button>
        <Button kind="primary" onClick={onClose} data-test="codes-kept">
          I have kept them
        </Button>
      </footer>
    </Dialog>
  );
}
