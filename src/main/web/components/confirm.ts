import { html, nothing, render } from 'lit';

/**
 * Asks before something that cannot be undone.
 *
 * @param typed a text that the viewer must type to go on; absent for a question with two buttons
 * @returns whether the viewer confirmed
 */
export function confirmAction(title: string, explanation: string, action: string, typed?: string): Promise<boolean> {
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-labelledby', 'confirm-title');
  const before = document.activeElement;
  return new Promise((resolve) => {
    const submit = (event: Event): void => {
      event.preventDefault();
      const input = dialog.querySelector('input');
      if (typed === undefined || input?.value === typed) {
        dialog.close('confirmed');
      } else {
        input?.setCustomValidity(`Type ${typed}`);
        input?.reportValidity();
      }
    };
    render(
      html`<form @submit=${submit}>
        <h2 id="confirm-title">${title}</h2>
        <p>${explanation}</p>
        ${typed === undefined
          ? nothing
          : html`<label
              >Type <code>${typed}</code> to confirm
              <input name="typed" autocomplete="off" spellcheck="false" @input=${clearValidity}
            /></label>`}
        <div class="buttons">
          <button type="button" @click=${() => dialog.close()}>Cancel</button>
          <button class="danger">${action}</button>
        </div>
      </form>`,
      dialog,
    );
    dialog.addEventListener('close', () => {
      dialog.remove();
      if (before instanceof HTMLElement) {
        before.focus();
      }
      resolve(dialog.returnValue === 'confirmed');
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

function clearValidity(event: Event): void {
  (event.target as HTMLInputElement).setCustomValidity('');
}
