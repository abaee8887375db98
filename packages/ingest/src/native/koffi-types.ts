// The little of koffi that we use; its own types leave every call `any`.

type Foreign = ((...values: unknown[]) => never) & { async(...values: unknown[]): void }

export interface IKoffiLib {
  load(path: string | null): { func(definition: string): Foreign }
  view(at: unknown, bytes: number): ArrayBuffer
  address(value: unknown): bigint
  errno(): number
}
