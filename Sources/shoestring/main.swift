import Command

await Shoestring.start()
