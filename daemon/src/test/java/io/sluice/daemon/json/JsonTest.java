package io.sluice.daemon.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class JsonTest {
  private record None() {}

  private record Inner(int a, OptionalInt b) {}

  private record Outer(@Inline None none, @Inline Inner inner, String last) {}

  private record Around(Inner inner, @Inline Outer outer, List<Inner> list) {}

  @Test
  void shouldWriteWhatIsInlineInItsPlace() {
    Inner inner = new Inner(1, OptionalInt.empty());
    assertEquals(
        "{\"inner\":{\"a\":1,\"b\":null},\"a\":1,\"b\":null,\"last\":\"x\",\"list\":[{\"a\":1,\"b\":null}]}",
        Json.write(new Around(inner, new Outer(new None(), inner, "x"), List.of(inner))));
  }
}
