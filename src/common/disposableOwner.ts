import type { Disposable } from './events';

/** Owns what it makes: whatever is registered is disposed with it, last first. */
export class DisposableOwner implements Disposable {
  private readonly owned: Disposable[] = [];
  private ended = false;

  protected register<T extends Disposable>(item: T): T {
    if (this.ended) item.dispose();
    else this.owned.push(item);
    return item;
  }

  protected get disposed(): boolean {
    return this.ended;
  }

  dispose(): void {
    this.ended = true;
    for (const item of this.owned.splice(0).reverse()) item.dispose();
  }
}
