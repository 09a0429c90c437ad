// The pages of the operator's manual that say what the window says: `npx vitest run -u` writes them anew.

import { describe, expect, it } from 'vitest';

import { texts } from './errors';
import { keys } from './it';

const manual = (page: string): string => `../../../docs/manuale/${page}`;
const note = '<!-- Scritta dal programma: non si cambia a mano (ui/src/lib/manual.test.ts). -->';

function table(titles: string[], rows: string[][]): string {
  const line = (cells: string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(titles), `|${'---|'.repeat(titles.length)}`, ...rows.map(line)].join('\n');
}

describe('the operator’s manual', () => {
  it('has the keys of the window', async () => {
    const page = `# Tasti

${note}

Valgono in tutta la finestra; **F1** li mostra in ogni momento.

${table(['Tasto', 'Che cosa fa'], keys.map(([key, what]) => [`**${key}**`, what]))}

Nelle impostazioni **Alt+1** … **Alt+8** cambiano pagina. **Esc** chiude una finestra aperta sopra le altre.
`;
    await expect(page).toMatchFileSnapshot(manual('tasti.md'));
  });

  it('has the sentences of errors', async () => {
    const rows = Object.entries(texts).map(([code, text]) => [text, `\`${code}\``]);
    const page = `# I messaggi del programma

${note}

Ogni messaggio dice che cosa è successo, che cosa è al sicuro e che cosa fare; quando serve, il programma aggiunge il
particolare (il nome del file, il motivo). Il riferimento serve a chi ti assiste. Il resto è in [Cosa fare quando…](cosa-fare-quando.md).

${table(['Che cosa leggi', 'Riferimento'], rows)}
`;
    await expect(page).toMatchFileSnapshot(manual('messaggi.md'));
  });
});
