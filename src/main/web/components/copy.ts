import { type TemplateResult, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { Component } from './element.js';

/** A text in a box, with a button that copies it. */
@customElement('copy-text')
export class CopyText extends Component {
  @property() text = '';
  @property() label = 'text';
  @state() private copied = '';

  override render(): TemplateResult {
    return html`<div class="copy">
      <pre tabindex="0" aria-label=${this.label}>${this.text}</pre>
      <button type="button" aria-label="Copy ${this.label}" @click=${() => void this.copy()}>Copy</button>
      <span role="status" class="small">${this.copied}</span>
    </div>`;
  }

  private async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.text);
      this.copied = 'Copied.';
    } catch {
      this.copied = 'The browser does not allow copying here. Select the text instead.';
    }
  }
}
