package dev.slipway.api;

import dev.slipway.access.Act;
import dev.slipway.access.Needs;
import dev.slipway.fleet.Inventory;
import dev.slipway.fleet.InventoryDocument;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Servers of an inventory as a fleet document would name them; nothing is stored. */
@Path("/api/v1/nodes/preview")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Fleets")
public class InventoryResource {
    /**
     * What was read.
     *
     * @param nodes as in a fleet document
     * @param document the same as YAML, to paste
     * @param remarks what was left out, and what a person should know
     */
    public record Preview(List<Map<String, Object>> nodes, String document, List<String> remarks) {}

    /** Reads an Ansible inventory or a Terraform state. */
    @POST
    @Consumes(MediaType.WILDCARD)
    @Operation(
            summary = "Read servers from an Ansible inventory or a Terraform state",
            description = "Answers with nodes for a fleet document and stores nothing. group is a pattern such as"
                    + " web:!canary, balancer the one of the document that the nodes are members of.")
    @Needs(Act.SEE_SET_UP)
    public Response preview(
            @QueryParam("group") @DefaultValue("") String group,
            @QueryParam("balancer") @DefaultValue("") String balancer,
            InputStream text) {
        if (!InventoryDocument.canBeMemberOf(balancer)) {
            return Problem.field("balancer", "It must be a balancer's name as in the fleet document.")
                    .response();
        }
        return switch (Inventory.read(Bodies.text(text, Inventory.LARGEST), group)) {
            case Inventory.Read.Right(Inventory.Imported imported) -> {
                var nodes = InventoryDocument.nodes(imported.servers(), balancer);
                yield Response.ok(new Preview(nodes, InventoryDocument.yaml(nodes), imported.remarks()))
                        .build();
            }
            case Inventory.Read.Wrong(var mistakes) ->
                Problem.mistakes(mistakes).response();
        };
    }
}
