import type { Disposable } from './events';
import { Later } from './later';

/** Disposes of everything registered with it when it is disposed of, in reverse order. */
export class DisposableOwner implements Disposable {
  private readonly items: Disposable[] = [];
  private isDisposed = false;

  protected register<T extends Disposable>(item: T): T {
    if (this.isDisposed) item.dispose();
    else this.items.push(item);
    return item;
  }

  /** What is put off, until it is disposed of. Takes what `Later` takes. */
  protected later(...how: ConstructorParameters<typeof Later>): Later {
    return this.register(new Later(...how));
  }

  protected get disposed(): boolean {
    return this.isDisposed;
  }

  dispose(): void {
    this.isDisposed = true;
    for (const item of this.items.splice(0).reverse()) item.dispose();
  }
}
