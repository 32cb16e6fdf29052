package cairn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenPartsTest {
  private final List<String> closed = new ArrayList<>();
  private final OpenParts parts = new OpenParts();

  @Test
  void closesInTheOppositeOrder() {
    open("lock", "journal", "links");

    assertTrue(parts.close());

    assertEquals(List.of("links", "journal", "lock"), closed);
  }

  @Test
  void closesTheOthersIfOneFails() {
    open("lock", "journal");
    parts.add(() -> {
      throw new IllegalStateException("the store does not close");
    });
    open("links");

    assertThrows(IllegalStateException.class, parts::close);

    assertEquals(List.of("links", "journal", "lock"), closed);
  }

  @Test
  void leavesAloneWhatAThreadThatDoesNotEndMayStillUse() {
    open("lock", "journal");
    parts.addUser(() -> false);
    open("links");

    assertFalse(parts.close());

    assertEquals(List.of("links"), closed);
  }

  private void open(String... names) {
    for (String name : names) {
      parts.add(() -> closed.add(name));
    }
  }
}
