import ArgumentParser
import Commands
import Imaging
import Workflow

struct LabelColoursCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "label-colours",
        abstract: "Write the names and colours of labels for ITK-SNAP and 3D Slicer.",
        discussion: "ITK-SNAP: Segmentation > Import Label Descriptions. 3D Slicer: drop the file into the Data module, then choose it as the mask's colour table.")

    @Argument(help: ArgumentHelp("Folder for itk-snap-labels.txt and slicer-colors.ctbl.", valueName: "dir")) var folder: String
    @Option(help: ArgumentHelp("Label of enhancing tumour: 2021 has 4, 2023 has 3.", valueName: "2021|2023"))
    var labelScheme: LabelScheme = .brats2021
    @Flag(help: "Replace existing files.") var force = false

    func validate() throws { try labelScheme.requireWritable() }

    func run() throws {
        for path in try LabelColourFiles.write(labelScheme, to: folder, overwrite: force) { print(path) }
    }
}
