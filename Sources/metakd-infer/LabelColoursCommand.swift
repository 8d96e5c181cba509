import ArgumentParser
import Commands
import Workflow

struct LabelColoursCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "label-colours",
        abstract: "Write the names and colours of labels for ITK-SNAP and 3D Slicer.",
        discussion: "ITK-SNAP: Segmentation > Import Label Descriptions. 3D Slicer: drop the file into the Data module, then choose it as the mask's colour table.")

    @Argument(help: ArgumentHelp("Folder for itk-snap-labels.txt and slicer-colors.ctbl.", valueName: "dir")) var folder: String
    @OptionGroup var labels: LabelSchemeOption
    @Flag(help: "Replace existing files.") var force = false

    func run() throws {
        for path in try LabelColourFiles.write(labels.scheme, to: folder, overwrite: force) { print(path) }
    }
}
