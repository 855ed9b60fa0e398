import text from './styles.css';

let sheet: CSSStyleSheet | undefined;

/** The style sheet, one for all instances: constructed, so that it needs no permission for inline styles. */
export function styles(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
  }
  return sheet;
}
