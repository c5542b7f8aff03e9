import { readConfig } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import { KeysCommandError, runKeysCommand } from './run-keys-command.ts';

/** An address that one can listen on but not call. */
function toReachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host.includes(':') ? `[${host === '::' ? '::1' : host}]` : host;
}

try {
  const { host, port, bootstrapKey } = readConfig();
  const target = {
    baseUrl: `http://${toReachable(host)}:${port}`,
    key: bootstrapKey,
    print: (line: string) => console.log(line),
  };
  await runKeysCommand(target, process.argv.slice(2));
} catch (error) {
  const isOurs = error instanceof KeysCommandError || error instanceof ConfigError || error instanceof TypeError;
  console.error(isOurs ? error.message : error);
  process.exitCode = 1;
}
