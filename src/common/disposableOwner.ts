import type { Disposable } from './events';

/** Owns what it makes: whatever is registered is disposed with it, last first. */
export class DisposableOwner implements Disposable {
  private readonly items: Disposable[] = [];
  private isDisposed = false;

  protected register<T extends Disposable>(item: T): T {
    if (this.isDisposed) item.dispose();
    else this.items.push(item);
    return item;
  }

  protected get disposed(): boolean {
    return this.isDisposed;
  }

  dispose(): void {
    this.isDisposed = true;
    for (const item of this.items.splice(0).reverse()) item.dispose();
  }
}
