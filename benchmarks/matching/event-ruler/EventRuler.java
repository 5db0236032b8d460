import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import software.amazon.event.ruler.Machine;

/** AWS Event Ruler behind the same lines as contender.mjs: java EventRuler.java RULES EVENTS. */
public final class EventRuler {
  private static final int LEAST_EVENTS = 5;
  private static final int MOST_EVENTS = 200;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  public static void main(String[] args) throws Exception {
    List<String> rules = Files.readAllLines(Path.of(args[0]));
    List<String> events = Files.readAllLines(Path.of(args[1]));
    long before = SYSTEM.getProcessCpuTime();
    Machine machine = Machine.builder().build();
    for (String rule : rules) {
      JsonNode parsed = JSON.readTree(rule);
      machine.addRule(parsed.get("id").asText(), patternOf(parsed).toString());
    }
    double loadMs = spentMs(before);
    System.out.println("{\"loadMs\":" + loadMs + "}");
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      int count = Integer.parseInt(line.split(" ")[1]);
      System.out.println(line.startsWith("ids") ? ids(machine, events, count) : rate(machine, events, count));
    }
  }

  private static String ids(Machine machine, List<String> events, int count) throws Exception {
    ArrayNode all = JSON.createArrayNode();
    for (String event : events.subList(0, count)) {
      List<String> found = new ArrayList<>(machine.rulesForJSONEvent(event));
      found.sort(null);
      ArrayNode one = all.addArray();
      found.forEach(one::add);
    }
    return all.toString();
  }

  /** Events per second of CPU time of the whole process. */
  private static double rate(Machine machine, List<String> events, int ms) throws Exception {
    long before = SYSTEM.getProcessCpuTime();
    int done = 0;
    while (done == 0 || spentMs(before) < ms) {
      for (int left = Math.min(MOST_EVENTS, Math.max(done, LEAST_EVENTS)); left > 0; left -= 1) {
        List<String> found = machine.rulesForJSONEvent(events.get(done % events.size()));
        if (found == null) throw new IllegalStateException();
        done += 1;
      }
    }
    return done / spentMs(before) * 1_000;
  }

  private static double spentMs(long before) {
    return (SYSTEM.getProcessCpuTime() - before) / 1e6;
  }

  /** The rule in Event Ruler's words: an object with a list of alternatives per field. */
  private static ObjectNode patternOf(JsonNode rule) {
    ObjectNode pattern = JSON.createObjectNode();
    if (rule.has("tenant")) pattern.putArray("tenantid").add(rule.get("tenant"));
    pattern.putArray("type").add(rule.get("type"));
    for (JsonNode leaf : rule.get("when").get("all")) addLeaf(pattern, leaf);
    return pattern;
  }

  private static void addLeaf(ObjectNode pattern, JsonNode leaf) {
    String[] path = leaf.get("field").asText().split("\\.");
    ObjectNode here = pattern;
    for (int at = 0; at < path.length - 1; at += 1) here = here.withObject("/" + path[at]);
    ArrayNode choices = here.putArray(path[path.length - 1]);
    JsonNode value = leaf.get("value");
    switch (leaf.get("op").asText()) {
      case "eq", "has" -> choices.add(value);
      case "in" -> value.forEach(choices::add);
      case "not_in" -> choices.addObject().set("anything-but", value);
      case "prefix" -> choices.addObject().set("prefix", value);
      case "range" -> addRange(choices.addObject().putArray("numeric"), leaf);
      default -> throw new IllegalArgumentException("no such operator here: " + leaf);
    }
  }

  private static void addRange(ArrayNode numeric, JsonNode leaf) {
    String[][] bounds = {{"gt", ">"}, {"gte", ">="}, {"lt", "<"}, {"lte", "<="}};
    for (String[] bound : bounds)
      if (leaf.has(bound[0])) numeric.add(bound[1]).add(leaf.get(bound[0]));
  }
}
