package io.sluice.daemon.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sluice.flow.text.FlowParser;
import io.sluice.flow.text.FlowSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaretTest {
  private static String point(String where, String flow) {
    FlowSyntaxException e =
        assertThrows(FlowSyntaxException.class, () -> new FlowParser().parseFlow(flow));
    return Caret.point("flow", where, flow, e);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "\t"})
  void shouldPointAtNothingWhereNothingIs(String flow) {
    assertEquals("the flow is empty", point("", flow));
    assertEquals("flows.txt:7: the flow is empty", point("flows.txt:7: ", flow));
  }

  @Test
  void shouldPointAtTheMistake() {
    String[] lines = point("", "in_prt=1,actions=drop").split("\n");
    assertEquals("  in_prt=1,actions=drop", lines[1]);
    assertEquals("  ^", lines[2]);
  }
}
