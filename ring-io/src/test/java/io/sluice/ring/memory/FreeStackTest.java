package io.sluice.ring.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

/** The stack's steps by one thread's hand, with another thread's whole operations in between. */
class FreeStackTest {
  private final FreeStack stack = new FreeStack(4);
  private final int[] mine = new int[4];
  private final int[] theirs = new int[4];

  @Test
  void shouldNotTakeWhatLiesUnderATopThatLeftAndCameBack() {
    long seen = stack.head();
    long walked = stack.walk(seen, mine, 0, 1);
    assertEquals(0, mine[0]);
    // Another takes 0 and 1 and gives 0 back: the same top, but 1 is no longer under it.
    assertEquals(2, stack.pop(theirs, 0, 2));
    stack.push(theirs, 0, 1);
    assertEquals((int) seen, (int) stack.head(), "this test asks nothing: the top is another");
    boolean swapped = stack.swap(seen, (int) walked);
    int left = stack.pop(mine, 0, 4);
    for (int n = 0; n < left; n++) {
      assertFalse(mine[n] == 1, "1 was given twice");
    }
    assertFalse(swapped, "the tag did not change");
    assertEquals(3, left);
  }

  @Test
  void shouldNoticeAPushThatAPopUndid() {
    assertEquals(1, stack.pop(mine, 0, 1));
    long seen = stack.head();
    stack.push(mine, 0, 1);
    assertEquals(1, stack.pop(mine, 0, 1));
    assertFalse(stack.swap(seen, FreeStack.NONE));
  }

  @Test
  void shouldGiveBackInOneGoAndInOrder() {
    assertEquals(3, stack.pop(mine, 0, 3));
    assertArrayEquals(new int[] {0, 1, 2, 0}, mine);
    stack.push(new int[] {9, 2, 0, 1}, 1, 3);
    assertEquals(4, stack.pop(mine, 0, 9));
    assertArrayEquals(new int[] {2, 0, 1, 3}, mine);
    assertEquals(0, stack.pop(mine, 0, 1));
  }
}
