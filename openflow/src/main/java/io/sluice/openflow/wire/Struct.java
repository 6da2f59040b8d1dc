package io.sluice.openflow.wire;

/**
 * The description of a structure, used in both directions: it names the fields in the order of the
 * bytes and makes the value of them. When reading, {@code value} is null and what the wire's
 * methods return comes from the bytes; when writing, it comes from {@code value} and is written.
 *
 * <pre>{@code
 * Struct<RoleRequest> LAYOUT = (w, m) -> new RoleRequest(
 *     w.u32(m, RoleRequest::role),
 *     w.pad(4).u64(m, RoleRequest::generationId));
 * }</pre>
 */
@FunctionalInterface
public interface Struct<T> {
  T wire(Wire wire, T value);

  Struct<Integer> U8 = (w, v) -> w.u8(v, Integer::intValue);
  Struct<Integer> U16 = (w, v) -> w.u16(v, Integer::intValue);
  Struct<Long> U32 = (w, v) -> w.u32(v, Long::longValue);
}
